"""Load the programs of the extra gongzhi[media], or say in plain words how to install them."""

import importlib
import os
from types import ModuleType

from gongzhi.adapters.source_errors import SourceUnusable

INSTALL = "请执行 pip install 'gongzhi[media]'（在源码目录里执行 sh scripts/install.sh media）"


class MediaMissing(SourceUnusable):
    """The extra is not installed."""


def load(module: str) -> ModuleType:
    """A module of the extra; raises MediaMissing (Chinese, with the way out)."""
    # The decoder reports every damaged frame on standard error by default, which is where our own words go.
    os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MediaMissing(
            f"读取画面与声音需要附加组件 gongzhi[media]（缺少 {module}）：{INSTALL}；"
            "也可以先用语音识别转写成 SRT 字幕（画面文字写成 screen.jsonl），再交给 gongzhi watch"
        ) from error
