"""Text in every script is shaped, ordered, broken into lines and can be copied out again."""

from __future__ import annotations

import re
import subprocess
import unicodedata

import pypdfium2
import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from reviewdesk.documents import content, directions, fonts, layout, scripts, shaping
from reviewdesk.documents.fonts import clean, split_by_font
from reviewdesk.documents.scripts import ScriptParagraph, needs_care
from reviewdesk.documents.typography import style_of

TEXTS = {
    "Hindi": "कर्मचारी ने समय से पहले लक्ष्य पूरे किए और सहकर्मियों की मदद की।",
    "Bengali": "কর্মকর্তা সময়ের আগে লক্ষ্য পূরণ করেছেন ৳",
    "Gujarati": "કર્મચારીએ સમય પહેલાં લક્ષ્ય પૂરું કર્યું",
    "Punjabi": "ਕਰਮਚਾਰੀ ਨੇ ਟੀਚਾ ਪੂਰਾ ਕੀਤਾ",
    "Kannada": "ನೌಕರರು ಗುರಿಯನ್ನು ಸಾಧಿಸಿದರು",
    "Malayalam": "ഉദ്യോഗസ്ഥ ലക്ഷ്യം കൈവരിച്ചു",
    "Odia": "କର୍ମଚାରୀ ଲକ୍ଷ୍ୟ ପୂରଣ କଲେ",
    "Tamil": "ஊழியர் இலக்கை முன்கூட்டியே அடைந்தார்",
    "Telugu": "ఉద్యోగి లక్ష్యాన్ని సాధించారు",
    "Sinhala": "සේවකයා ඉලක්කය සපුරා ගත්තේය",
    "Khmer": "បុគ្គលិកបានសម្រេចគោលដៅ ៛",
    "Lao": "ພະນັກງານບັນລຸເປົ້າໝາຍ",
    "Burmese": "ဝန်ထမ်းသည် ပန်းတိုင်ရောက်ခဲ့သည်",
    "Georgian": "თანამშრომელმა მიზანს მიაღწია",
    "Armenian": "Աշխատակիցը հասավ նպատակին",
    "Thai": "พนักงานคนนี้บรรลุเป้าหมายก่อนกำหนด",
    "Amharic": "ሰራተኛዋ ግቦቿን ከጊዜው በፊት አሳካች።",
    "Korean": "이 직원은 기한 전에 목표를 달성했습니다.",
    "Chinese": "这位员工在规定时间之前完成了全年目标。",
    "Japanese": "この職員は期限より前に目標を達成しました。",
    "rare names": "𠮷田𠮷子 㐂久 髙橋 𩸽 𡈽屋 𣘺本 王𬱖 陈䶮 㵘 ㊞ ㍻ ㋿ ｻﾄｳ ㎡ ㎏ ⿰",
    "Vietnamese": "Nhân viên đã hoàn thành mục tiêu trước thời hạn",
    "Yoruba": "Ọ̀ṣun fẹ́ kí Ẹ̀kọ́ ṣe ètò ọdún yìí, n̈ x̄ J̌ M̀",
    "Cyrillic with accents": "за\u0301мок и замо\u0301к, Я\u0301",
    "Greek": "Η υπάλληλος πέτυχε τους στόχους της",
    "Russian": "Сотрудница достигла целей до срока",
    "Arabic": "أنجزت الموظفة أهداف السنة قبل الموعد (ثلاثة أشخاص) في عام 2026",
    "Arabic names": "كلا عبد اللّه عبد الله والإسلام محمّد بن علاء الدين لله",
    "Arabic with vowels": "كَتَبَ المُوَظَّفُ تَقْرِيرًا",
    "Persian": "کارمند می\u200cخواهد نیم\u200cسال آینده را بهتر کند",
    "Hebrew": "העובדת השיגה את היעדים לפני המועד (שלושה אנשים) בשנת 2026",
    "Hebrew with points": "שָׁלוֹם לַעוֹבֶדֶת",
    "signs": "≈133.33 → ✓ ★ ☐ 😀 👍 ✅ ½ № € ① Ⅳ ㈱",
}
FROM_RIGHT = [name for name, text in TEXTS.items() if fonts.RIGHT_TO_LEFT.search(text)]


def drawn(*texts, width=""):
    blocks = tuple(content.Text(text, label=width) for text in texts)
    return layout.draw(content.Content("Form", "Year", "Office", "R-1", "en", "", blocks)).pdf


def copied(pdf, tmp_path):
    """Return what another program copies out, without marks of direction."""
    (tmp_path / "form.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", str(tmp_path / "form.pdf"), "-"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", done.stdout)
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", TEXTS)
def test_every_word_can_be_copied_out_as_it_was_written(name, tmp_path):
    text = copied(drawn(TEXTS[name]), tmp_path)
    assert "\ufffd" not in text
    for word in TEXTS[name].split():
        assert unicodedata.normalize("NFC", word) in text


@pytest.mark.parametrize("name", [one for one in TEXTS if one not in FROM_RIGHT])
def test_a_line_from_the_left_is_copied_whole(name, tmp_path):
    assert unicodedata.normalize("NFC", TEXTS[name]) in copied(drawn(TEXTS[name]), tmp_path)


@pytest.mark.parametrize("standard", ["euc_jis_2004", "big5hkscs", "gbk", "euc_kr"])
def test_every_letter_of_the_national_standards_is_printed(standard):
    """Each row and cell of a standard's table, as the standard library reads it."""
    pairs = [bytes((row, cell)) for row in range(0x81, 0xFF) for cell in range(0x40, 0xFF)]
    pairs += [
        b"\x8f" + bytes((row, cell)) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF)
    ]
    letters = clean("".join(pair.decode(standard, "ignore") for pair in pairs))
    letters = "".join(one for one in letters if one.isalpha())
    assert len(letters) > 7_000
    assert "\ufffd" not in {one for _font, run in split_by_font(letters, "RD") for one in run}


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
@given(st.text("\u05d0\u0628\u0915a1 (", max_size=6), st.text("\u05d0\u0628\u0915a1 )", max_size=6))
def test_signs_without_width_stand_anywhere(sign, before, after):
    line = before + sign + after
    for from_right in (False, True):
        runs = list(shaping.in_sight(line, "RD", from_right=from_right))
        assert sorted("".join(run.text for run in runs)) == sorted(line)


def test_letters_that_change_shape_are_drawn_as_fewer_glyphs():
    split_by_font("\u0915\u0628", "RD")  # reads the fonts
    shaped = shaping.shaped("\u0915\u094d\u0937", "RD-Devanagari", from_right=False)
    assert len(shaped.glyphs) == 1  # ka, virama and ssa become one letter
    joined = shaping.shaped("\u0628\u0628\u0628", "RD-Arabic", from_right=True)
    assert len({one.letter for one in joined.glyphs}) == 3  # first, middle and last beh


@pytest.mark.parametrize("font", shaping.EMPTY)
def test_what_only_says_a_letter_shows_nothing(font):
    scripts.split_by_font("\u0628\u05d0", "RD")
    known = pdfmetrics.getFont(font)
    glyph = known.face.charToGlyph[shaping.EMPTY[font]]
    shaper = known.hbFont(10)
    extents = shaper.get_glyph_extents(glyph)
    assert (extents.width, extents.height, shaper.get_glyph_h_advance(glyph)) == (0, 0, 0)


@given(
    st.text("\u0627\u0644\u0647\u0645\u0651\u064e\u0648\u05e9\u05c1\u05b8\u05d5\u05b9", max_size=12)
)
def test_from_the_right_each_letter_is_said_once(text):
    """Whatever is joined or stands upon another."""
    for name, run in split_by_font(text, "RD"):
        shaped = shaping.shaped(run, name, from_right=True)
        face = pdfmetrics.getFont(name).face.name.decode()
        said = [fonts._SAID[face, ord(one.letter)] for one in shaped.glyphs if not one.is_silent]
        assert sorted("".join(said)) == sorted(run)


@pytest.mark.parametrize(
    ("line", "from_right", "seen"),
    [
        ("abc שלום 12 def", False, ["abc ", "12", " םולש", " def"]),
        ("שלום abc 12", True, ["abc 12", " םולש"]),
        ("שלום (טוב)", True, [")", "בוט", "(", " םולש"]),
        ("plain", False, ["plain"]),
    ],
)
def test_runs_stand_in_the_order_of_sight(line, from_right, seen):
    runs = list(shaping.in_sight(line, "RD", from_right=from_right))
    shown = [run.text[::-1] if fonts.RIGHT_TO_LEFT.search(run.text) else run.text for run in runs]
    assert "".join(shown).split() == "".join(seen).split()


def in_sight(line, from_right):
    """Return a line as it is seen from left to right, before brackets are turned."""
    spans = directions.spans_in_sight(line, from_right=from_right)
    return "".join(words if level % 2 == 0 else words[::-1] for level, words in spans)


@pytest.mark.parametrize("line", [
    "\u0645\u062d\u0645\u062f Smith (ABC-12) \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "met \u5f35 [\u0645\u062d\u0645\u062f] 12/3/2026 and",
    "Kofi (\u0643\u0648\u0641\u064a) 5 days",
    "\u05e9\u05e8\u05d4 Cohen (HR) \u05d0\u05d9\u05e9\u05e8\u05d4",
])  # fmt: skip
def test_brackets_go_with_what_they_hold_or_stand_in(line):
    for direction in "LR":
        assert in_sight(line, direction == "R") == get_display(line, base_dir=direction)


@given(
    line=st.text("ab\u05d0\u0628\u0627 12\u0661()[]{}<>.,-/%$", max_size=16),
    direction=st.sampled_from("LR"),
)
def test_the_order_of_sight_is_that_of_the_standard(line, direction):
    """Of the whole of python-bidi, which knows every rule but tells no levels."""
    line = f"a{line}\u05d0a" if direction == "L" else f"\u05d0{line}a\u05d0"
    assert in_sight(line, direction == "R") == get_display(line, base_dir=direction)


def test_long_text_from_the_right_begins_on_the_first_line_and_flows_over_pages(tmp_path):
    letters = str.maketrans("0123456789", "אבגדהוזחטי")
    words = [f"{number:04}".translate(letters) for number in range(4000)]
    pdf = drawn(" ".join(words))
    with pypdfium2.PdfDocument(pdf) as file:
        pages = len(file)
    assert pages > 2
    text = copied(pdf, tmp_path)
    found = [text.index(word) for word in words]
    assert found == sorted(found)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("width", [30, 90, 400])
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(name, width):
    text = "\n".join([TEXTS[name]] * 2)
    style = style_of("body")
    paragraph = ScriptParagraph(text, style, "RD")
    _, height = paragraph.wrap(width, 1000)
    lines = [words for _start, words in paragraph._lines]
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert height == len(lines) * style.leading
    for line in lines:
        wide = shaping.width_of(line.rstrip(), "RD") * style.fontSize / 1000
        assert wide <= width + style.fontSize / 2 or len(line.strip()) <= 2


@given(
    st.text(alphabet="abשלוםกำเकि員。( )\n12😀", max_size=60),
    st.integers(20, 300),
    st.integers(1, 9),
)
def test_what_is_split_over_two_pages_says_the_same(text, width, lines):
    style = style_of("body")
    whole = ScriptParagraph(text, style, "RD")
    whole.wrap(width, 1000)
    parts = whole.split(width, lines * style.leading + 1)
    assert "".join(part._text for part in parts) == text
    before = [words for _start, words in whole._lines]
    after = []
    for part in parts:
        part.wrap(width, 1000)
        after += [words for _start, words in part._lines]
    assert "".join(after) == "".join(before)


def test_thai_breaks_between_words_and_no_mark_begins_a_line():
    text = "พนักงานคนนี้บรรลุเป้าหมายก่อนกำหนด (เร็วๆ) และช่วยเหลือเพื่อนร่วมงาน " * 3
    words = [one for phrase in text.split() for one in scripts._words(phrase)]
    assert "".join(words) == text.replace(" ", "")
    assert {"พนักงาน", "บรรลุ", "เป้าหมาย", "ก่อน"} <= set(words)
    paragraph = ScriptParagraph(text, style_of("body"), "RD")
    paragraph.wrap(150, 1000)
    ends = [line.split()[-1] for _start, line in paragraph._lines[:-1]]
    assert len(ends) > 3
    for end in ends:
        assert any("".join(words[:place]).endswith(end) for place in range(len(words) + 1))
    assert not any(line[0] in ")ๆะาำ" for _start, line in paragraph._lines)


def test_plain_text_takes_the_plain_road():
    assert not needs_care("Plain café Nguyễn ½ 😀, angle α")


def test_a_name_in_other_letters_is_said_in_its_own_language():
    assert needs_care("by Ελένη")
    assert needs_care("by Олга")
    assert all(needs_care(TEXTS[one]) for one in ("Hindi", "Thai", "Arabic", "Hebrew", "Korean"))


def test_a_letter_under_thousands_of_marks_keeps_those_that_a_language_needs():
    assert clean("a" + "\u0301" * 5000) == "\u00e1" + "\u0301" * 30
    assert (
        clean("\u0628" + "\u064e" * 31 + "\u2605" * 40) == "\u0628" + "\u064e" * 30 + "\u2605" * 40
    )


@pytest.mark.parametrize(
    "text", ["\u0645" * 50_000, "\u05e9" * 50_000, "\u0628" + "\u064e" * 49_999]
)
def test_a_word_without_end_is_broken_and_shaped_piece_by_piece(text, monkeypatch):
    """Each letter is measured a few times, not once for each that follows."""
    lengths = []
    real = shaping.shaped.__wrapped__

    def counted(run, font, *, from_right):
        lengths.append(len(run))
        return real(run, font, from_right=from_right)

    monkeypatch.setattr(shaping, "shaped", counted)
    shaping.width_of.cache_clear()
    paragraph = ScriptParagraph(clean(text), style_of("body"), "RD")
    paragraph.wrap(400, 1000)
    assert sum(lengths) < 10 * len(text)


@pytest.mark.parametrize("name", ["Khmer", "Burmese", "Lao"])
def test_no_line_breaks_within_a_letter_of_a_script_without_spaces(name):
    joins = {"\u17d2", "\u1039", "\u0ec0", "\u0ec1", "\u0ec2", "\u0ec3", "\u0ec4"}
    paragraph = ScriptParagraph(TEXTS[name] * 3 + "\u1780\u17d2\u179a" * 20, style_of("body"), "RD")
    paragraph.wrap(60, 1000)
    for _start, line in paragraph._lines:
        assert line[-1] not in joins
        assert unicodedata.category(line[0]) not in ("Mn", "Mc")
