"""Đi hết một hồ sơ bằng HTTP, trên máy chủ vừa khởi động bằng `quytrinh demo`.

Thoát với mã 1 ngay khi có điều gì không đúng. (Walks a whole case by HTTP on a fresh demonstration; ends with 1 when
anything is not as it must be.)
"""

from __future__ import annotations

import argparse
import sys

from tools.walk.office import Office
from tools.walk.steps import walk
from tools.walk.visitor import WalkFailed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.walk", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="địa chỉ máy chủ (the server's address)")
    parser.add_argument("--password", default="TraBong@2025", help="mật khẩu mẫu (of the sample accounts)")
    options = parser.parse_args()
    office = Office(options.url, options.password)
    try:
        walk(office)
    except WalkFailed as failed:
        print(f"\nKHÔNG ĐÚNG: {failed}", file=sys.stderr)
        return 1
    finally:
        office.close()
    print("\nMọi bước đều đúng.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
