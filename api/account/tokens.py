"""Personal access tokens, with which programs act in a person's name without the password."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from msgspec import Meta, field

from api.call import Call
from api.json import Answer, Body, Instant, ItemsAnswer, Key, instant, instant_or_none
from api.operations import Router
from workflows.identity.commands.tokens import RevokeToken
from workflows.identity.queries.tokens import ListTokens

router = Router("/api/tokens", tag="Access tokens", vi="Mã truy cập")


class TokenRequest(Body):
    """`scope` names the roles that the token may use; empty means all that the account has."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    days: Annotated[int, Meta(ge=1, le=366)] = 90
    scope: list[str] = field(default_factory=list)


class NewTokenAnswer(Answer):
    """The secret is shown this once; send it as ``Authorization: Bearer``."""

    token_key: Key
    secret: str
    expires_at: Instant


class TokenAnswer(Answer):
    """A token without its secret."""

    token_key: Key
    name: str
    scope: list[str]
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None


@router.post(
    "",
    vi="Tạo mã truy cập",
    en="Create an access token",
    example={"name": "Máy in báo cáo", "days": 90, "scope": []},
)
def create_token(call: Call, body: TokenRequest) -> NewTokenAnswer:
    made = call.application.identity.create_token(
        call.authenticated, body.name, timedelta(days=body.days), tuple(body.scope)
    )
    return NewTokenAnswer(token_key=str(made.key), secret=made.secret, expires_at=instant(made.expires_at))


@router.get("", vi="Xem các mã truy cập của mình", en="List one's own access tokens")
def list_tokens(call: Call) -> ItemsAnswer[TokenAnswer]:
    rows: list[dict[str, Any]] = call.query(ListTokens())
    return ItemsAnswer(
        items=[
            TokenAnswer(
                token_key=str(row["key"]),
                name=row["name"],
                scope=row["scope"],
                created_at=instant(row["created_at"]),
                expires_at=instant(row["expires_at"]),
                revoked_at=instant_or_none(row["revoked_at"]),
            )
            for row in rows
        ]
    )


@router.delete("/{tokenKey}", vi="Thu hồi mã truy cập", en="Revoke an access token", errors=(404,))
def revoke_token(call: Call) -> None:
    call.execute(RevokeToken(key=call.key("tokenKey"), now=call.application.engine.clock.now()))
