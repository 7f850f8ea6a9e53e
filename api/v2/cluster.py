"""The server about itself, and about who asks."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer
from api.operations import Router
from api.search import TENANT
from engine.queries.health import GetHealth
from workflows.version import VERSION

router = Router("/v2", tag="System", vi="Hệ thống")


class PartitionAnswer(Answer):
    """The store is one partition."""

    partition_id: int
    role: str
    health: str
    state: str


class BrokerAnswer(Answer):
    """A server."""

    node_id: int
    broker_id: str
    host: str
    port: int
    version: str
    partitions: list[PartitionAnswer]


class TopologyAnswer(Answer):
    """The servers, as clients of a cluster ask for them."""

    brokers: list[BrokerAnswer]
    cluster_id: str | None
    cluster_size: int
    partitions_count: int
    replication_factor: int
    gateway_version: str
    last_completed_change_id: str


class TenantAnswer(Answer):
    """The one tenant."""

    name: str
    tenant_id: str
    description: str | None


class CurrentUserAnswer(Answer):
    """Who is signed in; `groups` are candidate groups, `roles` what the account may do."""

    username: str
    display_name: str | None
    email: str | None
    authorized_components: list[str]
    tenants: list[TenantAnswer]
    groups: list[str]
    roles: list[str]
    sales_plan_type: str | None
    c8_links: dict[str, Any]
    can_logout: bool
    unit: str | None
    position: str | None
    on_behalf_of: str | None


@router.get("/topology", vi="Xem cấu hình máy chủ", en="Get the topology")
def get_topology(call: Call) -> TopologyAnswer:
    settings = call.application.settings
    partition = PartitionAnswer(partition_id=1, role="leader", health="healthy", state="active")
    broker = BrokerAnswer(
        node_id=0,
        broker_id="0",
        host=settings.host,
        port=settings.port,
        version=VERSION,
        partitions=[partition],
    )
    return TopologyAnswer(
        brokers=[broker],
        cluster_id=None,
        cluster_size=1,
        partitions_count=1,
        replication_factor=1,
        gateway_version=VERSION,
        last_completed_change_id="-1",
    )


@router.get(
    "/status",
    is_public=True,
    vi="Kiểm tra máy chủ còn hoạt động",
    en="Whether the server and its database answer",
    errors=(503,),
)
def get_status(call: Call) -> None:
    call.query(GetHealth())


@router.get("/authentication/me", vi="Xem tài khoản đang dùng", en="Get the current user")
def get_authentication(call: Call) -> CurrentUserAnswer:
    actor = call.actor
    return CurrentUserAnswer(
        username=actor.username,
        display_name=actor.display_name or None,
        email=None,
        authorized_components=["*"],
        tenants=[TenantAnswer(name="Default", tenant_id=TENANT, description=None)],
        groups=sorted(actor.groups),
        roles=sorted(actor.roles),
        sales_plan_type=None,
        c8_links={},
        can_logout=call.authenticated.csrf_token is not None,
        unit=actor.unit,
        position=actor.position,
        on_behalf_of=actor.on_behalf_of,
    )
