"""What authors deploy, read and checked: BPMN with ``zeebe:`` extensions, form-js forms, DMN files."""
