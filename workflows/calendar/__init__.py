"""Working days of Vietnamese offices, deadlines that explain themselves, and reminders; all rules and dates are data.

- `days`: the calendar value; `files`: reads the yearly YAML files of `data/`; `tables`: where imported days are kept
- `rules`: due rules as data; `deadlines`: from rule and calendar to a `Deadline`; `explanations`: its sentences
- `reminders`: when to remind whom; `functions`: what FEEL may call

Nothing here computes a lunar date or a swapped day off: they are announced each year, and imported.
"""
