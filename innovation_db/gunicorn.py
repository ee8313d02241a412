"""How gunicorn serves the site: `gunicorn --config innovation_db/gunicorn.py innovation_db.wsgi`.

docs/performance.md has what `make bench` measures with these numbers.
"""

import os

from gunicorn.http import message

# Python computes on one core at a time, so there are as many processes as cores; WEB_CONCURRENCY sets another number.
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
# While a thread waits for the database another one works. Each thread keeps one connection.
worker_class = "gthread"
threads = 2
# Browsers open the next page on the connection they have.
keepalive = 5
# A page that takes longer than this will not be waited for.
timeout = 30
# A worker that has grown is replaced, not all of them at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
# A search of 10,000 characters is answered by the site, each of them up to twelve bytes in an address. Gunicorn would
# lower any limit above its own to that, and without a limit a line could fill the memory.
limit_request_line = message.MAX_REQUEST_LINE = 131_072
