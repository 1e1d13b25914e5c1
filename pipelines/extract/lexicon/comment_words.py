"""Words around readers' comments, polls and replies."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "ANSWERS",
    "ANSWER_BUTTONS",
    "FLOORS",
    "SAYS",
    "THREAD_BUTTONS",
    "VOTE",
]

# Buttons below a reader's comment, at the start of a line.
ANSWER_BUTTONS: tuple[Row, ...] = (
    Row("repl(?:y|ies)|quote|report|like", "English"),
    Row("antworten|zitieren|melden", "German"),
    Row("répondre|signaler", "French"),
    Row("responder|citar", "Spanish and Portuguese"),
    Row("rispondi", "Italian"),
    Row("odpowiedz|zgłoś|cytuj", "Polish"),
    Row("ответить|пожаловаться|цитировать", "Russian"),
    Row("yanıtla|beğen", "Turkish"),
    Row("回复|回覆|引用|举报|檢舉|赞|讚|顶|踩", "Chinese"),
    Row("返信", "Japanese"),
    Row("답글|신고|공감", "Korean"),
    Row("ตอบ", "Thai"),
    Row("trả lời|thích", "Vietnamese"),
    Row("balas", "Indonesian"),
    Row("رد", "Arabic"),
    Row("השב", "Hebrew"),
)  # fmt: skip

# Words below each post of a thread, but not below the entries of a list: whole words, so fewer than the buttons.
ANSWERS: tuple[Row, ...] = (
    Row("repl(?:y|ies)|quote|report|like", "English"),
    Row("antworten|zitieren|melden", "German"),
    Row("répondre|citer|signaler", "French"),
    Row("responder|citar", "Spanish and Portuguese"),
    Row("rispondi|cita", "Italian"),
    Row("odpowiedz|cytuj", "Polish"),
    Row("ответить|цитировать", "Russian"),
    Row("відповісти", "Ukrainian"),
    Row("yanıtla|alıntı", "Turkish"),
    Row("beantwoord", "Dutch"),
    Row("svara|svar", "Swedish, Danish and Norwegian"),
    Row("回复|回覆|引用|举报|檢舉", "Chinese"),
    Row("返信", "Japanese"),
    Row("답글|신고", "Korean"),
)  # fmt: skip

# Lines of a comment that are nothing but buttons and counters, one or more of them.
THREAD_BUTTONS: tuple[Row, ...] = (
    Row("repl(?:y|ies)", "English"),
    Row("antworten", "German"),
    Row("répondre", "French"),
    Row("responder", "Spanish and Portuguese"),
    Row("ответить", "Russian"),
    Row("回复|回覆", "Chinese"),
    Row("返信", "Japanese"),
    Row("답글", "Korean"),
    Row("report", "English: what else one can do with a comment"),
    Row("melden", "German"),
    Row("signaler", "French"),
    Row("举报|檢舉", "Chinese: report"),
    Row("like", "English: approval, and links to the comment"),
    Row("赞|讚|顶|踩", "Chinese: approval and its opposite"),
    Row("permalink|link|edit|flag|share|quote", "English: links and tools"),
    Row("引用", "Chinese and Japanese: quote"),
)  # fmt: skip

# What portals print after the name of a commenter.
SAYS: tuple[Row, ...] = (
    Row("says|said|wrote", "English"),
    Row("schreibt|schrieb", "German"),
    Row("a écrit", "French"),
    Row("dice|escribió", "Spanish and Italian"),
    Row("пишет", "Russian"),
    Row("说|說|发表于|發表於", "Chinese"),
)  # fmt: skip

# The place of a comment in its thread, alone in a line.
FLOORS: tuple[Row, ...] = (
    Row((
        r"[#＃]?\d{1,4}\s?(?:楼|樓|L|#)?"
    ), "the number of a comment in its thread, which Chinese forums count in floors"),
    Row("沙发|板凳", "Chinese: nicknames of the first two comments"),
    Row("楼主", "Chinese: who opened the thread"),
)  # fmt: skip

# The button of a poll, alone on its line.
VOTE: tuple[Row, ...] = (
    Row("(?:submit )?vote|vote now", "English"),
    Row("abstimmen|jetzt abstimmen", "German"),
    Row("voter|je vote", "French"),
    Row("votar|vota", "Spanish, Portuguese, Italian"),
    Row("za?głosuj", "Polish"),
    Row("(?:про)?голосовать", "Russian"),
    Row("(?:про)?голосувати", "Ukrainian"),
    Row("oy ver|oy kullan", "Turkish"),
    Row("stem(?:men)?", "Dutch, Danish, Norwegian"),
    Row("rösta", "Swedish"),
    Row("hlasovat", "Czech and Slovak"),
    Row("szavazok", "Hungarian"),
    Row("votează", "Romanian"),
    Row("ψηφίστε", "Greek"),
    Row("صوّ?ت", "Arabic"),
    Row("הצביעו", "Hebrew"),
    Row("bình chọn", "Vietnamese"),
    Row("โหวต", "Thai"),
    Row("投票|投票する", "Chinese and Japanese"),
    Row("투표하기", "Korean"),
)  # fmt: skip
