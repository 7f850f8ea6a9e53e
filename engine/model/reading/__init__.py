"""The parts of the BPMN reader, one family of elements a file; ``engine/model/reader.py`` is the door."""
