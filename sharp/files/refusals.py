"""What can be wrong with a place for files, or with a file, each named for what happened."""


class StoreAway(Exception):
    """The place for files cannot be reached, or is full; nothing was kept."""


class NotThere(Exception):
    """No file of this name lies there."""


class FileRefused(Exception):
    """One file is not taken; nothing of it is kept."""


class WrongKind(FileRefused):
    """Not a picture, PDF or recording of a kind we take, or not whole, or two kinds in one."""


class Empty(FileRefused):
    """Nothing in it."""


class TooBig(FileRefused):
    """More bytes than the school takes of one file."""


class TooMuch(FileRefused):
    """With those before it, more bytes than the school takes for one report."""


class TooMany(FileRefused):
    """More files than the school takes for one report."""


class TooManyPixels(FileRefused):
    """A picture larger than we can make safe."""


class Locked(FileRefused):
    """It opens with a password only."""


class Infected(FileRefused):
    """The virus scanner names it."""


class LineBroken(FileRefused):
    """It did not come to its end."""
