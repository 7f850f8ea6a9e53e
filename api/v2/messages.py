"""Messages and signals from outside."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, field

from api.call import Call
from api.json import Answer, Body, Key, Variables
from api.operations import Router
from api.search import TENANT
from engine.commands.publish_message import CorrelateMessage, PublishMessage
from engine.errors import NotSupported

router = Router("/v2", tag="Messages and signals", vi="Thông điệp và tín hiệu")

LONGEST_LIFE = 100 * 365 * 24 * 3600 * 1000


class SignalsNotSupported(NotSupported):
    """Signals are not built yet."""

    code = "http.not_yet.signals"


class BusinessIdNotSupported(NotSupported):
    """A message cannot choose by business id yet; a correlation key can say the same."""

    code = "http.not_yet.message_business_id"


class Publication(Body):
    """`timeToLive` in milliseconds: how long the message waits when nobody waits for it."""

    name: Annotated[str, Meta(min_length=1, max_length=1000)]
    correlation_key: str = ""
    time_to_live: Annotated[int, Meta(ge=0, le=LONGEST_LIFE)] = 0
    message_id: str | None = None
    variables: Variables = field(default_factory=dict)
    tenant_id: str | None = None
    business_id: str | None = None


class PublicationAnswer(Answer):
    """The key of the message."""

    tenant_id: str
    message_key: Key


class Correlation(Body):
    """Taken at once, or refused with 404."""

    name: Annotated[str, Meta(min_length=1, max_length=1000)]
    correlation_key: str = ""
    variables: Variables = field(default_factory=dict)
    tenant_id: str | None = None
    business_id: str | None = None


class CorrelationAnswer(Answer):
    """The message and who took it."""

    tenant_id: str
    message_key: Key
    process_instance_key: Key


class Broadcast(Body):
    """A signal for all who wait for it."""

    signal_name: str
    variables: Variables = field(default_factory=dict)
    tenant_id: str | None = None


class BroadcastAnswer(Answer):
    """The key of the signal."""

    tenant_id: str
    signal_key: Key


@router.post(
    "/messages/publication",
    vi="Gửi thông điệp",
    en="Publish a message",
    errors=(409,),
    example={"name": "plan_withdrawn", "correlationKey": "XA-TRA-BINH-2025", "timeToLive": 60000},
)
def publish_message(call: Call, body: Publication) -> PublicationAnswer:
    _refuse_business_id(body.business_id)
    taken = call.execute(
        PublishMessage(
            name=body.name,
            correlation_key=body.correlation_key,
            time_to_live=body.time_to_live,
            message_id=body.message_id or None,
            variables=body.variables,
        )
    )
    return PublicationAnswer(tenant_id=TENANT, message_key=str(taken.message_key))


@router.post(
    "/messages/correlation",
    vi="Gửi thông điệp cho hồ sơ đang chờ",
    en="Correlate a message",
    errors=(404,),
    example={"name": "plan_withdrawn", "correlationKey": "XA-TRA-BINH-2025"},
)
def correlate_message(call: Call, body: Correlation) -> CorrelationAnswer:
    _refuse_business_id(body.business_id)
    taken = call.execute(
        CorrelateMessage(name=body.name, correlation_key=body.correlation_key, variables=body.variables)
    )
    return CorrelationAnswer(
        tenant_id=TENANT,
        message_key=str(taken.message_key),
        process_instance_key=str(taken.process_instance_key),
    )


@router.post("/signals/broadcast", vi="Phát tín hiệu (chưa có)", en="Broadcast a signal (not yet)", errors=(501,))
def broadcast_signal(call: Call, body: Broadcast) -> BroadcastAnswer:
    raise SignalsNotSupported


def _refuse_business_id(business_id: Any) -> None:
    if business_id is not None:
        raise BusinessIdNotSupported
