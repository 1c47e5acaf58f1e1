"""Settings under test."""

from gongzhi_web.settings import *  # noqa: F403
