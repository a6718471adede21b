# One image for web, workers and beat: the command decides. Nothing in it is secret, and it never runs as root.

FROM node:24-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund

FROM python:3.13-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /portal
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --require-hashes --requirement requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /portal --shell /usr/sbin/nologin portal \
    && install --directory --owner portal /data
# Pango draws the letters of PDFs; only workers load it.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_DATA=/data PORT=8000
WORKDIR /portal
COPY --from=packages /venv /venv
COPY --from=assets /portal/node_modules node_modules
COPY manage.py ./
COPY locale locale
COPY static static
COPY templates templates
COPY cda_portal cda_portal
COPY applications applications
# The values below exist for these two commands only, which read settings but open no connection.
RUN export SECRET_KEY=only-while-the-image-is-built-0123456789 PUBLIC_URL=https://portal.example.org \
        DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 EMAIL_URL=smtp://127.0.0.1:1 \
    && python manage.py catalogues --compile \
    && python manage.py collectstatic --no-input --verbosity 0
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["python", "cda_portal/local/health.py"]
CMD ["sh", "-c", "exec gunicorn cda_portal.wsgi --bind 0.0.0.0:$PORT --workers ${WEB_CONCURRENCY:-2} --preload --max-requests 5000 --max-requests-jitter 500 --worker-tmp-dir /dev/shm --no-control-socket"]
