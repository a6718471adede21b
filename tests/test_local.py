"""What `make run` stands on: servers that recover, processes that leave nothing behind, refusals that say why."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from cda_portal.local import processes
from cda_portal.local.processes import Refusal
from cda_portal.local.run import ROOT, procfile, require_broker, require_demonstration, secret_key, static_sources
from cda_portal.local.servers import APP, FAST, OWNER, SOCKET_LIMIT, Postgres, Valkey, closed_folder, socket_folder


def alive(pid: int) -> bool:
    """Running: a zombie has ended, whoever has not looked yet."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def ends(pid: int, seconds: float = 10) -> bool:
    limit = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < limit:
        time.sleep(0.05)
    return not alive(pid)


@pytest.fixture
def folder():
    """A folder that everybody may enter: as root, PostgreSQL runs as somebody else."""
    made = Path(tempfile.mkdtemp(prefix="portal-local-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def postgres(folder):
    server = Postgres(folder / "postgres", folder / "log", socket=folder / "socket")
    server.start()
    yield server
    server.stop()


def rows(server: Postgres, statement: str) -> list:
    with psycopg.connect(server.url(OWNER)) as connection:
        return list(connection.execute(statement).results())[-1].fetchall()


def test_a_cluster_has_an_owner_and_a_role_that_serves(postgres):
    found = rows(
        postgres, "SELECT rolname, rolcreatedb, rolsuper FROM pg_roles WHERE rolname LIKE 'portal%' ORDER BY 1"
    )
    assert found == [(APP, False, False), (OWNER, True, False)]
    assert rows(postgres, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'portal'") == [(OWNER,)]


def test_postgresql_listens_on_a_socket_that_only_its_account_reaches(postgres):
    assert rows(postgres, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700


@pytest.mark.parametrize("pid_file", ["", "a living process\n", "the server\n"])
def test_a_killed_cluster_starts_again(postgres, pid_file):
    """Its pid file is empty, or names a process that is not its own, or a server that nobody ended."""
    rows(postgres, "CREATE TABLE kept AS SELECT 1 AS id; SELECT 1")
    file = postgres.data / "postmaster.pid"
    old = postgres.process
    if pid_file == "the server\n":
        postgres.process = None  # its runner is gone and it still serves
    else:
        processes.stop([postgres.process], [])
        file.write_text(pid_file.replace("a living process", str(os.getpid())))
    again = Postgres(postgres.data, postgres.log, socket=postgres.socket)
    again.start()
    assert rows(again, "SELECT id FROM kept") == [(1,)]
    again.stop()
    old.wait(timeout=10)


def test_an_interrupted_initdb_leaves_no_half_cluster(folder):
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = Postgres(folder / "postgres", folder / "log", socket=folder / "socket", options=FAST)
    server.start()
    server.stop()
    assert not (folder / "postgres.new").exists()


def test_a_cluster_of_another_version_is_left_alone(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refusal, match="was made by PostgreSQL 17, this is 18: move it away"):
        Postgres(folder / "postgres", folder / "log", socket=folder / "socket").start()


def test_a_failing_start_says_why(folder):
    server = Postgres(folder / "postgres", folder / "log", socket=folder / "socket", options=("shared_buffers=none",))
    with pytest.raises(Refusal, match="PostgreSQL did not start: .*shared_buffers"):
        server.start()


def test_socket_folders_are_short_and_the_same_at_every_start(folder):
    deep = folder / ("d" * 200) / "var"
    assert len(str(socket_folder(deep, None))) + len("/.s.PGSQL.5432") <= SOCKET_LIMIT
    assert socket_folder(deep, None) == socket_folder(deep, None) != socket_folder(folder, None)


def test_a_closed_home_is_named(folder):
    home = folder / "home"
    (home / "project" / "var").mkdir(parents=True)
    home.chmod(0o700)
    nobody = (65534, 65534)
    assert closed_folder(home / "project" / "var", nobody) == home
    home.chmod(0o711)
    assert closed_folder(home / "project" / "var", nobody) is None


def test_valkey_wants_its_password(folder):
    server = Valkey(folder / "log")
    server.start()
    refused = subprocess.run(
        [server.program.with_name("valkey-cli"), "-p", str(server.port), "ping"],
        capture_output=True,
        check=True,
        text=True,
    )
    commandline = " ".join(psutil.Process(server.process.pid).cmdline())
    server.stop()
    assert refused.stdout.strip() == "NOAUTH Authentication required."
    assert server.password not in commandline


# ---- Processes

PARENT = """
import sys, time
from pathlib import Path
from cda_portal.local import processes
child = processes.spawn([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_nothing_outlives_a_killed_parent():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.kill()
    parent.communicate()
    assert ends(child)


SLOW = """
import signal, sys, time
from pathlib import Path
def finish(*_):
    time.sleep(1)
    Path(sys.argv[1]).write_text("finished")
    sys.exit()
signal.signal(signal.SIGTERM, finish)
Path(sys.argv[1]).write_text("begun")
signal.pause()
"""


@pytest.mark.parametrize(("seconds", "left"), [(10, "finished"), (0.1, "begun")])
def test_a_process_has_its_time_to_finish_and_no_more(folder, seconds, left):
    said = folder / "said"
    process = processes.spawn([sys.executable, "-c", SLOW, str(said)])
    while not said.exists() or not said.read_text():
        time.sleep(0.02)
    processes.stop([process], [(signal.SIGTERM, seconds)])
    assert (alive(process.pid), said.read_text()) == (False, left)
    process.wait()


def test_what_a_run_started_is_known_by_its_mark(folder):
    environment = {**os.environ, processes.MARK: str(folder)}
    process = processes.spawn([sys.executable, "-c", "import time; time.sleep(60)"], env=environment)
    assert [found.pid for found in processes.marked(str(folder))] == [process.pid]
    processes.stop([process], [])
    assert processes.marked(str(folder)) == []
    process.wait()


# ---- What is checked before a start


def test_the_procfile_serves_both_queues():
    lines = procfile(ROOT / "Procfile")
    assert list(lines) == ["web", "mail", "work", "beat"]
    assert ["--queues mail" in lines["mail"], "--queues work" in lines["work"]] == [True, True]


def test_the_key_is_made_once_and_nobody_else_reads_it(folder):
    key = secret_key(folder / "secret-key")
    assert len(key) >= 32
    assert secret_key(folder / "secret-key") == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_static_files_are_collected_again_when_one_changes(folder):
    for name in ("static/css/a.css", "requirements.txt", "package-lock.json", "cda_portal/settings.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("as it was")
    before = static_sources(folder)
    assert static_sources(folder) == before
    (folder / "static" / "css" / "a.css").write_text("as it is")
    assert static_sources(folder) != before


PORTAL = "CREATE TABLE accounts_user (id int); CREATE TABLE core_mark (name text);"
PERSON = "INSERT INTO accounts_user VALUES (1);"
MARK = "INSERT INTO core_mark VALUES ('demonstration');"


@pytest.mark.parametrize(
    ("filled_with", "refused"),
    [
        ("", False),
        (PORTAL, False),
        (PORTAL + PERSON + MARK, False),
        (PORTAL + PERSON, True),
        ("CREATE TABLE somebody_elses (id int)", True),
    ],
)
def test_a_local_run_serves_no_database_of_real_people(filled_with, refused):
    """It relaxes security; see PORTAL_LOCAL."""
    server, name = os.environ["DATABASE_URL"], f"scratch_{os.getpid()}"
    with psycopg.connect(server.removesuffix("/portal") + "/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = server.removesuffix("/portal") + f"/{name}"
        try:
            with psycopg.connect(url) as scratch:
                scratch.execute(filled_with)
            if refused:
                with pytest.raises(Refusal, match="not marked as demonstration"):
                    require_demonstration(url)
            else:
                require_demonstration(url)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_database_that_is_away_gets_one_sentence():
    with pytest.raises(Refusal, match="^The database at DATABASE_URL does not answer: .*$"):
        require_demonstration("postgres://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "somewhere"])
def test_a_broker_that_is_away_gets_one_sentence(url):
    with pytest.raises(Refusal, match="^The broker at REDIS_URL does not answer: .*$"):
        require_broker(url)
