"""``python -m gongzhi_web``: what ``gongzhi serve`` becomes once its arguments are read."""

import sys

from gongzhi_web.launch.arguments import start

if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
