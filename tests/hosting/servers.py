"""The real servers on a free port, with the files of deploy/ changed only where a host would change them."""
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
BROTLI = pathlib.Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def replaced(text, pattern, by):
    changed, count = re.subn(pattern, lambda _: by, text, flags=re.MULTILINE)
    assert count == 1, "%s stands %d times" % (pattern, count)
    return changed


class Server:
    """A server of a folder; `program` is None where it is not at hand."""
    def __init__(self, work, root):
        self.work, self.root, self.port = work, root, free_port()
        self.work.mkdir()
        with open(self.work / "log", "wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        for _ in range(200):
            with contextlib.suppress(OSError):
                self.get("/robots.txt")
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError((self.work / "log").read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def get(self, path, method="GET", **headers):
        """Status, headers with names in lower case, and the bytes as they came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


class Nginx(Server):
    program = shutil.which("nginx", path="%s:/usr/sbin" % os.environ["PATH"])
    brotli = BROTLI.exists()

    def command(self):
        site = (DEPLOY / "nginx.conf").read_text()
        site = replaced(site, r"^    listen 80;$", "    listen 127.0.0.1:%d;" % self.port)
        site = replaced(site, r"^    listen \[::\]:80;$", "")
        site = replaced(site, r"^    root .*;$", "    root %s;" % self.root)
        if self.brotli:
            site = replaced(site, r"# brotli_static on;", "brotli_static on;")
        (self.work / "site.conf").write_text(site)
        folders = "".join("%s_temp_path %s/%s;" % (name, self.work, name)
                          for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.work / "nginx.conf").write_text(
            "%sdaemon off; pid %s/pid; error_log stderr;\nevents {}\nhttp { access_log off; %s\ninclude site.conf; }\n"
            % ("load_module %s;\n" % BROTLI if self.brotli else "", self.work, folders))
        return [self.program, "-p", str(self.work), "-c", str(self.work / "nginx.conf"), "-e", "stderr"]


class Caddy(Server):
    program = shutil.which("caddy")
    brotli = True

    def command(self):
        site = (DEPLOY / "Caddyfile").read_text()
        site = replaced(site, r"^register\.example \{$", "http://127.0.0.1:%d {" % self.port)
        site = replaced(site, r"^\troot \* .*$", "\troot * %s" % self.root)
        (self.work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site)
        command = [self.program, "run", "--adapter", "caddyfile", "--config", str(self.work / "Caddyfile")]
        return ["env", "XDG_DATA_HOME=%s" % self.work, "XDG_CONFIG_HOME=%s" % self.work] + command


def main():
    """`servers.py FOLDER COMMAND…` runs a command while nginx serves the folder at $ORIGIN."""
    folder, command = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    server = Nginx(folder.parent / "server", folder)
    try:
        origin = "http://127.0.0.1:%d" % server.port
        return subprocess.run(command, env=dict(os.environ, ORIGIN=origin), check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
