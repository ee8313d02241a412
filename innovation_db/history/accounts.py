"""What a version of an account consists of: who it is, and the roles it holds."""

from innovation_db.history.aggregates import Aggregate, Part, register
from innovation_db.models import RoleHeld, User

register(Aggregate(User, parts=(Part("roles", RoleHeld, "user", other="group"),)))
