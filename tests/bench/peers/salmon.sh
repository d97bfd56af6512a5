#!/bin/sh
# Salmon: a handler that does the least of the job, the letter into a queue (a Maildir) and a receipt through the relay.
#   salmon.sh setup FOLDER | serve FOLDER SINK_PORT PORT          (its server needs asyncore: Python 3.11)
set -eu
folder=$2 venv=$2/venv

setup() {
  [ -x "$venv/bin/salmon" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q salmon-mail==3.3.0; }
  rm -rf "$folder/app"
  (cd "$folder" && "$venv/bin/salmon" gen app)
  cat > "$folder/app/app/handlers/sample.py" <<'PY'
from config.settings import relay
from salmon import queue
from salmon.routing import route, stateless

RECORDED = queue.Queue("run/recorded")


@route("(address)@(host)", address=".+")
@stateless
def START(message, address=None, host=None):
    RECORDED.push(message)
    relay.reply(message, "liaison@bot.example", "Re: " + str(message["subject"]), "Your statement was recorded.\n")
PY
  cat > "$folder/app/serve.py" <<'PY'
import sys
import threading

sys.path.insert(0, ".")
from config import settings
from salmon import queue
from salmon.routing import Router
from salmon.server import Relay, SMTPReceiver

relay_port, port = map(int, sys.argv[1:])
settings.relay = Relay(host="127.0.0.1", port=relay_port)
Router.defaults(**settings.router_defaults)
Router.load(settings.handlers)
Router.UNDELIVERABLE_QUEUE = queue.Queue("run/undeliverable")
SMTPReceiver("127.0.0.1", port).start()
threading.Event().wait()
PY
}

verb=$1
case $verb in
  setup) setup ;;
  serve) cd "$folder/app" && exec "$venv/bin/python" -W ignore serve.py "$3" "$4" ;;
esac
