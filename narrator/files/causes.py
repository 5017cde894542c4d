"""Why the system would not write, in Chinese: the cause of an ``OSError`` and what to do about it."""

from __future__ import annotations

import errno
from typing import NamedTuple


class Cause(NamedTuple):
    """What the system says, and the way out: both in Chinese, without and with a full stop."""

    evidence: str
    advice: str


_ROOM = "请腾出空间，或换一个文件夹，再运行。"
_HELD = Cause("文件正被别的程序打开", "请在 Word、WPS 或 Excel 中关闭它再运行。")
_LONG = Cause("文件名或路径太长", "请用短一些的文件名，或换一个文件夹。")
_GONE = Cause("网络文件夹断开了", "请重新连接，或换一个文件夹。")
_ODD = Cause("文件名里有系统不允许的字符", "请换一个文件名。")
_MEMORY = Cause("系统的资源用完了", "请关闭一些程序再运行。")
_CAUSES = {
    "ENOSPC": Cause("磁盘已满", _ROOM),
    "EDQUOT": Cause("磁盘配额已用完", _ROOM),
    "EFBIG": Cause("超过了系统允许的文件大小", "请换一个文件夹，或请管理员放宽限制。"),
    "EROFS": Cause("磁盘是只读的", "请换一个可写的文件夹。"),
    "EACCES": Cause("没有权限，或文件正被 Word、WPS、Excel 打开", "请关闭文件，检查文件和文件夹是否可写。"),
    "EPERM": Cause("没有权限", "请检查文件和文件夹是否可写，或换一个文件夹。"),
    "ENOENT": Cause("没有这个文件夹", "请先建好文件夹，或检查路径。"),
    "ENOTDIR": Cause("路径中有一段不是文件夹", "请检查路径。"),
    "EISDIR": Cause("这是一个文件夹", "请写明文件名。"),
    "EEXIST": Cause("已经有了同名的文件", "请换一个名字。"),
    "ENOTEMPTY": Cause("同名的文件夹不是空的", "请换一个名字。"),
    "ELOOP": Cause("链接绕成了圈", "请写文件本身的路径。"),
    "EIO": Cause("磁盘读写出错", "请检查磁盘或网络，或换一个文件夹。"),
    "EBADF": Cause("输出已经关闭", "请加 -o 文件，或不要关闭输出。"),
    "EBUSY": _HELD,
    "ETXTBSY": _HELD,
    "ENAMETOOLONG": _LONG,
    "EINVAL": _ODD,
    "EILSEQ": _ODD,
    "EMFILE": _MEMORY,
    "ENFILE": _MEMORY,
    "ENOMEM": _MEMORY,
    "ESTALE": _GONE,
    "ENOTCONN": _GONE,
    "ETIMEDOUT": _GONE,
    "EHOSTDOWN": _GONE,
}
_WINDOWS = {32: "EBUSY", 33: "EBUSY", 39: "ENOSPC", 112: "ENOSPC", 19: "EROFS", 123: "EINVAL", 206: "ENAMETOOLONG"}
_OURS = ("ENOENT", "EINVAL")  # a part of the program that is missing is no cause of the user's


def cause(error: OSError) -> Cause:
    """The cause and the advice for an error of the system; an unknown one is named by its class and number."""
    unknown = Cause(f"系统不允许（{type(error).__name__} {error.errno}）", "请检查文件和文件夹，或换一个文件夹。")
    return _CAUSES.get(_name(error), unknown)


def outside(error: OSError) -> bool:
    """Whether an error comes from the machine (disk, rights, streams), wherever it shows."""
    return _name(error) in _CAUSES and _name(error) not in _OURS


def _name(error: OSError) -> str:
    """The name of an error's number; Windows tells some by numbers of its own."""
    return _WINDOWS.get(getattr(error, "winerror", None) or 0) or errno.errorcode.get(error.errno or 0, "")
