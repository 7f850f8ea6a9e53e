"""Forms as they were deployed."""

from __future__ import annotations

from api.call import Call
from api.json import Answer, Key
from api.operations import Router
from api.search import TENANT
from engine.definition_cache import FormInfo
from engine.queries.definitions import GetForm

router = Router("/v2/forms", tag="Forms", vi="Biểu mẫu")


class FormAnswer(Answer):
    """A form; `schema` is the JSON text of the form-js schema."""

    tenant_id: str
    form_id: str
    form_key: Key
    version: int
    schema: str


def form_answer(form: FormInfo) -> FormAnswer:
    """The answer for a form."""
    return FormAnswer(
        tenant_id=TENANT, form_id=form.form_id, form_key=str(form.key), version=form.version, schema=form.schema
    )


@router.get("/{formKey}", vi="Xem một biểu mẫu", en="Get a form", errors=(404,))
def get_form(call: Call) -> FormAnswer:
    return form_answer(call.query(GetForm(form_key=call.key("formKey"))))
