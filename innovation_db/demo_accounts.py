"""The accounts of the demonstration; they exist nowhere else."""

from dataclasses import dataclass

PASSWORD = "innovation-demo"  # noqa: S105  known to everybody on purpose


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    role: str


ACCOUNTS: list[DemoAccount] = []
