# The help centre as an image: docs/containers.md tells how to run it. tests/test_container.py and test_packaging.py carry its steps out without Docker.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements/container.txt requirements/container.txt
RUN python -m venv /opt/kb && /opt/kb/bin/python -m pip install --no-cache-dir --no-compile --only-binary :all: --require-hashes -r requirements/container.txt
COPY pyproject.toml README.md LICENSE app.py ./
COPY kb kb
COPY search search
COPY review review
RUN /opt/kb/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel /src
RUN /opt/kb/bin/python -m pip install --no-deps --no-compile --no-index --find-links /wheel selfservice-kb
RUN /opt/kb/bin/python -m compileall -q -j 0 /opt/kb/lib

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin kb && install -d -o kb -g kb /articles /data
COPY --from=build /opt/kb /opt/kb
USER 10001:10001
ENV KB_ARTICLES_DIR=/articles KB_DATA_DIR=/data KB_HOST=0.0.0.0 KB_LOG_LINES=json HOME=/tmp PATH=/opt/kb/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["kb"]
CMD ["serve"]
