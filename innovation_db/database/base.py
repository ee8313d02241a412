"""A PostgreSQL connection that notices a server gone away without asking it. Everything else is Django's."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a health check (`CONN_HEALTH_CHECKS`) that costs no query while all is well.

    A server that stops, restarts or ends a connection says so on it, and an idle one says nothing. So only a
    connection with something to read is asked. A server behind a cut cable would not answer a query either.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        waiting = select.poll()
        waiting.register(self.connection.pgconn.socket, select.POLLIN)
        return not waiting.poll(0) or super().is_usable()
