#!/bin/sh
# Roundup with SQLite, its classic tracker. A letter becomes an issue and its author gets a copy.
#   roundup.sh setup FOLDER SINK_PORT | take FOLDER MBOX
set -eu
folder=$2 venv=$2/venv tracker=$2/tracker

setup() {
  [ -x "$venv/bin/roundup-admin" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q roundup==2.6.0; }
  rm -rf "$tracker"
  "$venv/bin/roundup-admin" -i "$tracker" install classic sqlite </dev/null
  # Brackets in a subject are no commands. In [mail] only: `host` and `port` also stand in other sections.
  sed -i -E -e "s|^#?web *=.*|web = http://127.0.0.1/|" \
    -e "s|^#?messages_to_author *=.*|messages_to_author = yes|" \
    -e "s|^#?subject_([a-z]+fix)_parsing *=.*|subject_\1_parsing = none|" \
    -e "/^\[mail\]/,/^\[/{s|^#?domain *=.*|domain = bot.example|;s|^#?host *=.*|host = 127.0.0.1|;s|^#?port *=.*|port = $1|}" \
    "$tracker/config.ini"
  # Unknown authors may write: their first letter registers them.
  sed -i "s|^#\(db.security.addPermissionToRole('Anonymous', 'Email Access')\)|\1|" "$tracker/schema.py"
  "$venv/bin/roundup-admin" -i "$tracker" initialise admin </dev/null
}

verb=$1
case $verb in
  setup) setup "$3" ;;
  take)  exec "$venv/bin/roundup-mailgw" "$tracker" mailbox "$3" ;;
esac
