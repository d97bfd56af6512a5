"""Mail that is no statement."""

from __future__ import annotations

from tests.statements import Golden

GOLDEN = [
    Golden("none", "01-plain-human-mail", {}, "Hi,\n\nwhen is the next meeting? Lunch on Friday?\n\nFred\n", "Fred <fred@friend.example>",
           "Lunch"),
    Golden("none", "02-manager-reply-with-a-command", {}, "done\n\n> Title: LS on rings\n> To: IETF CCAMP WG\n> Deadline: 1 June 2026\n",
           "Mira <mira@manage.example>", "Re: [LS-1] LS on rings", headers={"In-Reply-To": "<x@bot.example>"}),
    Golden("none", "03-thanks-from-a-peer", {}, "Thank you for the quick receipt.\n", "TSB <tsbsg15@itu.int>",
           "Re: [LS-1] Receipt of LS on rings", headers={"In-Reply-To": "<x@bot.example>"}),
]  # fmt: skip
