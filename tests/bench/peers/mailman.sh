#!/bin/sh
# GNU Mailman 3, its core, with SQLite. LMTP to a queue file, then to the archive and to one member.
#   mailman.sh setup FOLDER SINK_PORT LMTP_PORT REST_PORT | serve FOLDER
set -eu
folder=$2 venv=$2/venv
MAILMAN_CONFIG_FILE=$folder/mailman.cfg PYTHONPATH=$folder
export MAILMAN_CONFIG_FILE PYTHONPATH

mailman() {
  root=; [ "$(id -u)" != 0 ] || root=--run-as-root
  "$venv/bin/mailman" $root "$@"
}

setup() {
  [ -x "$venv/bin/mailman" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q mailman==3.3.10; }
  rm -rf "$folder/var"
  cat > "$MAILMAN_CONFIG_FILE" <<CFG
[mailman]
layout: here
site_owner: owner@bot.example
[paths.here]
var_dir: $folder/var
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: $2
smtp_host: 127.0.0.1
smtp_port: $1
[webservice]
port: $3
[archiver.prototype]
enable: yes
CFG
  cat > "$folder/open_list.py" <<'PY'
from mailman.config import config
from mailman.interfaces.action import Action


def open_list(mlist):
    mlist.default_nonmember_action = Action.accept
    mlist.send_welcome_message = mlist.digests_enabled = mlist.require_explicit_destination = False
    mlist.max_message_size = 0
    config.db.store.commit()
PY
  mailman create liaison@bot.example
  echo member@itu.int > "$folder/members"
  mailman addmembers "$folder/members" liaison@bot.example
  mailman shell -l liaison@bot.example -r open_list.open_list
}

verb=$1
case $verb in
  setup) setup "$3" "$4" "$5" ;;
  serve) exec "$venv/bin/master" -C "$MAILMAN_CONFIG_FILE" --force ;;
esac
