"""Generic BPMN runtime: compiles diagrams, runs their instances and proves their history."""
