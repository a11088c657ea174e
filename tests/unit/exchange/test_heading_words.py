"""Headings of staff lists in other languages, as their offices write them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reviewdesk.exchange.heading_words import languages, simple
from reviewdesk.exchange.staff_columns import guess_columns, plain
from reviewdesk.exchange.staff_line import Field
from reviewdesk.exchange.tables import read_table

HEADERS = {
    "de": (
        "Personalnummer;Nachname;Vorname;Stellenbezeichnung;Entgeltgruppe;"
        "Organisationseinheit;OE-Nummer;Vorgesetzter Personalnummer;E-Mail;Eintrittsdatum;"
        "Austrittsdatum;VZÄ;Standort;Beschäftigungsart"
    ),
    "fr": (
        "Matricule;Nom;Prénom;Intitulé du poste;Grade;"
        "Service;Code service;Matricule du responsable;Courriel;Date d'entrée;"
        "Date de sortie;ETP;Lieu;Type d'emploi"
    ),
    "es": (
        "Número de empleado;Apellidos;Nombre;Puesto;Grado;"
        "Unidad;Código de unidad;Número del supervisor;Correo electrónico;Fecha de inicio;"
        "Fecha de fin;ETC;Ubicación;Tipo de empleo"
    ),
    "pt": (
        "Matrícula;Apelido;Nome próprio;Cargo;Grau;"
        "Unidade orgânica;Código da unidade;Matrícula do chefe;E-mail;Data de início;"
        "Data de fim;ETI;Local;Tipo de vínculo"
    ),
    "nl": (
        "Personeelsnummer;Achternaam;Voornaam;Functie;Schaal;"
        "Afdeling;Afdelingscode;Personeelsnummer leidinggevende;E-mailadres;Datum in dienst;"
        "Datum uit dienst;FTE;Standplaats;Dienstverband"
    ),
    "it": (
        "Matricola;Cognome;Nome;Qualifica;Livello;"
        "Ufficio;Codice ufficio;Matricola responsabile;E-mail;Data assunzione;"
        "Data cessazione;FTE;Sede;Tipo contratto"
    ),
    "sw": (
        "Namba ya mtumishi;Jina la ukoo;Majina mengine;Cheo;Daraja;"
        "Idara;Namba ya idara;Namba ya msimamizi;Barua pepe;Tarehe ya kuanza;"
        "Tarehe ya kumaliza;FTE;Mahali;Aina ya ajira"
    ),
    "pl": (
        "Numer pracownika;Nazwisko;Imię;Stanowisko;Grupa zaszeregowania;"
        "Komórka organizacyjna;Kod komórki;Numer przełożonego;E-mail;Data zatrudnienia;"
        "Data zwolnienia;Etat;Lokalizacja;Rodzaj umowy"
    ),
    "ar": (
        "الرقم الوظيفي;اسم العائلة;الاسم الأول;المسمى الوظيفي;الدرجة;"
        "الإدارة;رمز الإدارة;الرقم الوظيفي للمدير;البريد الإلكتروني;تاريخ التعيين;"
        "تاريخ انتهاء الخدمة;FTE;الموقع;نوع التوظيف"
    ),
}


def guessed(tmp_path, header):
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{';'.join('x' for _ in header.split(';'))}\n", encoding="utf-8")
    return guess_columns(read_table(path))


@pytest.mark.parametrize("language", HEADERS)
def test_every_column_is_known_in_other_languages(tmp_path, language):
    in_order = {field: column for column, field in enumerate(Field)}

    assert guessed(tmp_path, HEADERS[language]) == in_order
    assert guessed(tmp_path, HEADERS[language].upper()) == in_order


@pytest.mark.parametrize("language", HEADERS)
def test_the_order_of_the_columns_does_not_matter(tmp_path, language):
    backwards = ";".join(reversed(HEADERS[language].split(";")))

    assert guessed(tmp_path, backwards) == {
        field: len(Field) - 1 - column for column, field in enumerate(Field)
    }


@pytest.mark.parametrize(
    ("header", "surname", "given"),
    [
        ("Matricola;Cognome;Nome", 1, 2),
        ("Matricule;Nom;Prénom", 1, 2),
        ("Matricule;Nom et prénom;Service", 1, 1),
        ("Matrícula;Nome;Cargo;Lotação", 1, 1),
        ("Matrícula;Nome;Apelido;Cargo", 2, 1),
        ("Nº de empleado;Apellidos y nombre;Puesto", 1, 1),
        ("Personal-Nr.;Name;Vorname", 1, 2),
        ("Personal-Nr.;Name, Vorname;Abteilung", 1, 1),
        ("Personal-Nr.;Name;Abteilung", 1, 1),
        ("工号;姓名;部门", 1, 1),
    ],
)
def test_what_a_name_is_depends_on_the_language_and_its_neighbours(
    tmp_path, header, surname, given
):
    found = guessed(tmp_path, header)

    assert (found[Field.NUMBER], found[Field.SURNAME], found[Field.GIVEN]) == (0, surname, given)


def test_an_english_list_is_read_as_english(tmp_path):
    found = guessed(tmp_path, "Staff No;Surname;Given names;Service;Nom de guerre;Manager")

    assert found == {Field.NUMBER: 0, Field.SURNAME: 1, Field.GIVEN: 2, Field.MANAGER: 5}


def test_no_word_is_written_down_for_two_columns_of_one_language():
    from tomllib import loads

    from reviewdesk import resources

    for code, lines in loads(resources.file("headings.toml").read_text("utf-8")).items():
        seen = sorted(
            (simple(plain(word)), key)
            for key, words in lines.items()
            if key != "whole_name"
            for word in words
        )
        twice = [(a, b) for a, b in pairwise(seen) if a[0] == b[0] and a[1] != b[1]]
        assert not twice, f"{code}: {twice}"
    assert len(languages()) >= 14
