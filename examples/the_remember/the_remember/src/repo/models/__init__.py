"""The application's tables."""

from .base import Base as Base
from .folder import Folder as Folder
from .module import Module as Module
from .sentence import Sentence as Sentence
from .term import Term as Term
from .user import User as User
