"""The store's clock, pinned in the demo and in tests (decision D11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

from api.call import Call
from api.json import Body
from api.operations import Router
from engine.commands.clock import PinClock

router = Router("/v2/clock", tag="Clock", vi="Đồng hồ")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 253_402_214_400_000
"""The last day of the year 9999."""


class ClockPin(Body):
    """`timestamp` in milliseconds since 1 January 1970, UTC."""

    timestamp: Annotated[int, Meta(ge=0, le=LATEST)]


@router.put(
    "",
    vi="Đặt đồng hồ đứng tại một thời điểm",
    en="Pin the clock; what falls due until then fires",
    example={"timestamp": 1741568400000},
)
def pin_clock(call: Call, body: ClockPin) -> None:
    call.execute(PinClock(at=_EPOCH + timedelta(milliseconds=body.timestamp)))


@router.post("/reset", vi="Cho đồng hồ chạy lại", en="Let the clock run again")
def reset_clock(call: Call) -> None:
    call.execute(PinClock(at=None))
