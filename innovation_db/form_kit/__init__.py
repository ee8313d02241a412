"""Forms that somebody without an account fills in, a question a page, saved as they go, to be finished another day.

An app says which questions there are (`FormKit`, `Task`, `Step`, each step a `StepForm`), what becomes of the answers
(`submit`), and adds `kit.urls` to its addresses. The rest is here: the list of tasks, saving, coming back by an
e-mailed link, checking, sending once, a reference, the confirmation. `definition.py` holds the words, `answers.py` what
is typed, `actions.py` what is written, `views.py` the pages, `people.py` the page that asks who somebody is.
"""

from innovation_db.form_kit.definition import FormKit, Step, StepForm, Task

__all__ = ["FormKit", "Step", "StepForm", "Task"]
