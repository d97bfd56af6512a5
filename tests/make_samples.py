"""Makes the letters that `liaisonbot demo` plays: python -m tests.make_samples writes liaisonbot/samples/*.eml.

The people and mail domains of individuals are made up; role addresses of real bodies are what such letters carry.
"""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from tests.make_documents import docx, pdf

FOLDER = Path(__file__).parent.parent / "liaisonbot" / "samples"
BOT = "liaison@bot.example"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Sample = tuple[dict[str, str], str, list[tuple[str, str, bytes]]]

ITU_T = docx(
    [
        "Study Group 15 has started a Recommendation on path computation for rings of packet transport nodes.",
        "We would welcome your view on the requirements below, and ask whether your group works on this.",
        "Please respond by 4 May 2026.",
    ],
    tables=[
        [
            ["INTERNATIONAL TELECOMMUNICATION UNION", "SG15-LS83"],
            ["TELECOMMUNICATION STANDARDIZATION SECTOR", ""],
            ["STUDY PERIOD 2025-2028", "Original: English"],
        ],
        [
            ["Question(s):", "14/15", "Geneva, 16-27 February 2026"],
            ["(Ref.: SG15-LS83)", "", ""],
            ["Source:", "ITU-T Study Group 15", ""],
            ["Title:", "LS on path computation for packet transport rings", ""],
            ["LIAISON STATEMENT", "", ""],
            ["For action to:", "IETF CCAMP WG", ""],
            ["For comment to:", "-", ""],
            ["For information to:", "IETF PCE WG, MEF", ""],
            ["Approval:", "ITU-T Study Group 15 (Geneva, 27 February 2026)", ""],
            ["Deadline:", "4 May 2026", ""],
            ["Contact:", "Ada Contact, Made-up Optics, Switzerland", "Email: ada@optics.example"],
        ],
    ],
)

BROADBAND_FORUM = pdf(
    [
        "Broadband Forum",
        "",
        "Date: 3 March 2026",
        "From: Bruno Forum, Broadband Forum Technical Committee Chair",
        "To: IETF L2VPN WG",
        "Title: Liaison on Ethernet service models",
        "Broadband Forum Reference: LIAISE-512",
        "Purpose: For action",
        "Deadline: 30 April 2026",
        "",
        "The Broadband Forum has begun work on Ethernet service models and would like your comments",
        "on the use of the layer 2 VPN service model. Please reply by 30 April 2026.",
    ]
)

SAMPLES: dict[str, Sample] = {
    "01-word-file": (
        {
            "From": "TSB Study Group 15 <tsbsg15@itu.int>",
            "Subject": "LS on path computation for packet transport rings [from ITU-T SG15]",
            "Date": "Mon, 02 Mar 2026 08:40:00 +0000",
            "Message-ID": "<ls83@itu.example>",
        },
        "Dear colleagues,\n\nplease find a liaison statement from ITU-T Study Group 15 attached.\n\nKind regards\n"
        "TSB Secretariat\n",
        [("SG15-LS83.docx", WORD, ITU_T)],
    ),
    "02-mail-body": (
        {
            "From": "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>",
            "Subject": "LS on use of QUIC in the user plane",
            "Date": "Mon, 02 Mar 2026 09:10:00 +0000",
            "Message-ID": "<s2-2601234@etsi.example>",
        },
        "3GPP TSG SA WG2 Meeting #173\tS2-2601234\n"
        "Goteborg, Sweden, 23 - 27 February 2026\n\n"
        "Title:\tLS on use of QUIC in the user plane\n"
        "Response to:\t\n"
        "Release:\tRelease 20\n"
        "Work Item:\tFS_UPQ\n\n"
        "Source:\t3GPP SA2\n"
        "To:\tIETF QUIC WG\n"
        "Cc:\tIETF TLS WG\n\n"
        "Contact Person:\n"
        "Name:\tTomas Terminal\n"
        "E-mail Address:\ttomas@terminal.example\n\n"
        "Send any reply LS to:\t3GPP Liaisons Coordinator, 3GPPLiaison@etsi.org\n\n"
        "Attachments:\tNone\n\n"
        "1. Overall Description\n"
        "SA2 studies the use of QUIC between the device and the user plane function and would like to know\n"
        "whether multipath is expected to be stable this year.\n\n"
        "2. Actions\n"
        "To IETF QUIC WG:\n"
        "ACTION: SA2 kindly asks the QUIC WG to answer the question above.\n\n"
        "3. Date of Next TSG SA WG2 Meetings\n"
        "TSG SA WG2 Meeting #174\t13 - 17 April 2026\tMalta\n",
        [],
    ),
    "03-for-information": (
        {
            "From": "Ines Bridges <ines@ieee802.org>",
            "Subject": "Liaison from IEEE 802.1: approval of a project on industrial profiles",
            "Date": "Tue, 03 Mar 2026 15:00:00 +0000",
            "Message-ID": "<liaison-0326@ieee.example>",
        },
        "From: IEEE 802.1 Working Group\n"
        "To: IETF DETNET WG\n"
        "Cc: IETF Routing Area Directors\n"
        "Title: Approval of a project on industrial profiles\n"
        "Purpose: For information\n\n"
        "Dear chairs,\n\nIEEE 802.1 has approved a new project on profiles for industrial networks. Drafts are\n"
        "available to your participants on request.\n\nIne Bridges, IEEE 802.1\n",
        [],
    ),
    "04-closed-group": (
        {
            "From": "Broadband Forum Liaisons <liaisons@broadband-forum.org>",
            "Subject": "Liaison on Ethernet service models",
            "Date": "Wed, 04 Mar 2026 10:00:00 +0000",
            "Message-ID": "<liaise-512@bbf.example>",
        },
        "Please see the attached liaison from the Broadband Forum.\n",
        [("LIAISE-512.pdf", "application/pdf", BROADBAND_FORUM)],
    ),
    "05-unknown-group": (
        {
            "From": "GSMA Liaisons <GSMALiaisons@gsma.com>",
            "Subject": "Liaison statement on message formats",
            "Date": "Wed, 04 Mar 2026 11:30:00 +0000",
            "Message-ID": "<rcs-77@gsma.example>",
        },
        "From: GSMA\n"
        "To: IETF MISSAGE WG\n"
        "Title: Liaison statement on message formats\n"
        "For Comment\n"
        "Deadline: 15 May 2026\n"
        "Contact: Gita Phone <gita@phone.example>\n\n"
        "GSMA asks for comments on the interworking of message formats.\n",
        [],
    ),
    "06-through-a-list": (
        {
            "From": "TSB Study Group 11 <tsbsg11@itu.int>",
            "To": "mpls@ietf.org",
            "Cc": BOT,
            "List-Id": "Multi-Protocol Label Switching <mpls.ietf.org>",
            "Precedence": "list",
            "Subject": "[mpls] LS/o on traceroute in label switched networks",
            "Date": "Thu, 05 Mar 2026 07:00:00 +0000",
            "Message-ID": "<sg11-ls91@itu.example>",
        },
        "Source: ITU-T Study Group 11\n"
        "Title: LS/o on traceroute in label switched networks [to IETF MPLS WG]\n"
        "Ref.: SG11-LS91\n"
        "For action to: IETF MPLS WG\n"
        "Deadline: 1 June 2026\n"
        "Contact: Marta Signal, Made-up Signals, Spain  Email: marta@signal.example\n\n"
        "SG11 asks the MPLS WG to review the procedure in the annex.\n",
        [],
    ),
}


def mail(sample: Sample) -> bytes:
    """The bytes of one sample, with CRLF line ends as it would come over SMTP."""
    headers, body, files = sample
    message = EmailMessage()
    for name, value in ({"To": BOT} | headers).items():
        message[name] = value
    message.set_content(body)
    for name, media_type, data in files:
        maintype, _, subtype = media_type.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    if message.is_multipart():
        message.set_boundary("=-liaison-sample-=")
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, sample in SAMPLES.items():
        (FOLDER / f"{name}.eml").write_bytes(mail(sample))


if __name__ == "__main__":
    main()
