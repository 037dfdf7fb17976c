"""Checks of the contract about words: accents, acronyms, synonyms, and other spellings."""

import unicodedata
from dataclasses import replace

from resource_centre.search.asking import ask
from resource_centre.search.budget import clean_text
from resource_centre.search.contract_checks import Checks, expect, identifier, plain
from resource_centre.search.contract_corpus import LANGUAGES, corpus
from resource_centre.search.thesaurus import Synonyms, Thesaurus
from resource_centre.search.words import read_text


class WordChecks(Checks):
    """What is the same word, what is another one, what was meant."""

    def check_accents_apart_from_their_letters_are_accents(self) -> None:
        """A text in decomposed Unicode, as macOS writes it, is found as the same text composed; and asked likewise."""
        apart = unicodedata.normalize("NFD", "Médiation et société à Évry")
        documents = [plain("1", "La médiation d’une société"), replace(plain("2", apart), names=(apart,))]
        engine, right = self.filled(documents), {identifier("1"), identifier("2")}
        for typed in ("société", unicodedata.normalize("NFD", "société"), "médiation", "societe"):
            hits = engine.search(self.asking(clean_text(typed))).hits
            expect({hit.id for hit in hits} == right, typed.encode(), {hit.id for hit in hits})
            expect(all(hit.title.has_marks for hit in hits), typed.encode(), "is not marked")

    def check_acronyms_with_dots_are_acronyms(self) -> None:
        """Found and marked with their dots or without, in texts and in questions."""
        documents = [plain("1", "L’E.S.S. en Bretagne"), plain("2", "Un pôle ESS"), plain("3", "Une S.C.I.C.")]
        engine = self.filled(documents)
        both = {"1", "2"}
        asked = {"ESS": both, "E.S.S.": both, "l’e.s.s": both, "scic": {"3"}, "« E.S.S. »": both, '"l’ESS"': both}
        for typed, right in {**asked, '"pôle E.S.S."': {"2"}, '"ESS en Bretagne"': {"1"}}.items():
            results = engine.search(self.asking(typed))
            expect({hit.id for hit in results.hits} == set(map(identifier, right)), typed, results.hits)
            expect(not results.relaxed and not results.unknown, typed, results)
            expect(all(hit.title.has_marks for hit in results.hits), typed, results.hits)
        for typed, right in {"ess": both, "E.S.S.": both, "e.s": both, "scic": {"3"}, "l’ess en br": {"1"}}.items():
            found = engine.complete(typed, self.asking("").scope, 8)
            expect(set(found) == set(map(identifier, right)), typed, "is completed by", found)

    def check_quoted_words_are_words_like_others_once_nothing_is_found(self) -> None:
        """With their stems and their synonyms."""
        documents = [plain("1", "Une association de retraités"), plain("2", "Un atelier pour les aînés")]
        thesaurus = Thesaurus([Synonyms("fr", ("seniors", "aînés"))], LANGUAGES)
        text = read_text("« associations seniors »", LANGUAGES, "fr", thesaurus)
        results = self.filled(documents).search(replace(self.asking(""), text=text))
        expect(results.relaxed and {hit.id for hit in results.hits} == {identifier("1"), identifier("2")}, results)

    def check_a_synonym_of_several_words_is_marked_whole(self) -> None:
        """A word of it alone says nothing: "bien" is not "bien vieillir"."""
        documents = [
            replace(plain("1", "Vieillir chez soi, et bien"), body="Tout va bien ici."),
            plain("2", "Un atelier pour les seniors"),
        ]
        thesaurus = Thesaurus([Synonyms("fr", ("seniors", "bien vieillir"))], LANGUAGES)
        query = replace(self.asking(""), text=read_text("seniors", LANGUAGES, "fr", thesaurus))
        hits = {hit.id: hit for hit in self.filled(documents).search(query).hits}
        expect(set(hits) == {identifier("1"), identifier("2")}, hits)
        title = {piece for piece, is_marked in hits[identifier("1")].title.parts if is_marked}
        expect(title == {"Vieillir", "bien"}, title)
        expect(not hits[identifier("1")].text.has_marks, hits[identifier("1")].text, "marks a word of a synonym alone")

    def check_corrections_are_words_that_the_reader_may_see(self) -> None:
        """A word that only hidden documents hold is never offered."""
        hidden = plain("1", "Un canaricache secret", access=frozenset({"g:9"}))
        shown = plain("2", "La fracture numérique")
        engine = self.filled([hidden, shown])
        expect(engine.correct(self.asking("canaricach")) is None, "a hidden word was offered")
        found = engine.correct(self.asking("fracture numérque"))
        expect(found == "fracture numérique", "offered:", found)

    def check_a_correction_changes_that_word_and_no_other(self) -> None:
        """Nor the letters of another one: "travai" is inside "télétravai"."""
        engine = self.filled([plain("1", "Le télétravail"), plain("2", "Le travail")])
        query = self.asking("télétravai travai")
        expect(engine.correct(query) == "télétravail travail", "offered:", engine.correct(query))
        answer = ask(engine, query, lambda text, _unknown: read_text(text, LANGUAGES, "fr"))
        expect(answer.replaced == ("télétravai", "travai"), answer)

    def check_a_mistyped_word_is_answered_as_the_right_one(self) -> None:
        """Same documents, same counts, whatever the other words find; what was typed is told."""
        documents = corpus(self.size)
        engine = self.filled(documents)
        for typed, meant in (("numeriqeu", "numerique"), ("ecoles numeriqeu ateliers", "ecoles numerique ateliers")):
            query, right = self.asking(typed), engine.search(self.asking(meant))
            answer = ask(engine, query, lambda text, _unknown: read_text(text, LANGUAGES, "fr"))
            expect(right.total > 0 and answer.results == right, typed, answer.results.total, right.total)
            expect(answer.replaced == ("numeriqeu",), typed, answer)

    def check_words_parted_or_joined_by_mistake_are_found(self) -> None:
        """ "hello asso" is HelloAsso, "bienvieillir" is bien vieillir; and this is told. Never by what is hidden."""
        hidden = plain("3", "Le crieurpublic et le point relais", access=frozenset({"g:9"}))
        engine = self.filled([plain("1", "Payer par HelloAsso"), plain("2", "Bien-Vieillir à la maison"), hidden])
        for typed, right, replaced, found in (
            ("hello asso", "helloasso", ("hello", "asso"), "1"),
            ("payer hello-asso", "payer helloasso", ("hello", "asso"), "1"),
            ("bienvieillir", "bien vieillir", ("bienvieillir",), "2"),
        ):
            answer = ask(engine, self.asking(typed), lambda text, _unknown: read_text(text, LANGUAGES, "fr"))
            expect((answer.corrected, answer.replaced) == (right, replaced), typed, answer)
            expect([hit.id for hit in answer.results.hits] == [identifier(found)], typed, answer)
        for typed in ("crieur public", "pointrelais"):
            expect(engine.correct(self.asking(typed)) is None, typed, engine.correct(self.asking(typed)))

    def check_words_that_are_right_are_never_replaced(self) -> None:
        """Short ones, acronyms in capitals, stop words, those that ask, words of a text in whatever language."""
        documents = [
            plain("1", "Le savoir, l’isbl et le crossage"),
            plain("2", "Un thème rsenal, un tours"),
            replace(plain("3", "Ar brezhonek"), language="br"),
            plain("4", "Ar brezhoneg"),
            plain("5", "Une aide urgente qui se doit"),
        ]
        engine = self.filled(documents)
        for typed in (
            "avoir",
            "ISBN",
            "isbn",
            "RSENAS",
            "them",
            "brezhonek",
            "your tour",
            "l’avoir",
            "argente",
            "droit",
        ):
            expect(engine.correct(self.asking(typed)) is None, typed, engine.correct(self.asking(typed)))
        results = engine.search(self.asking("brezhonek"))
        expect(results.unknown == (), results)
        expect(engine.correct(self.asking("RZENAL CROZSAGE")) == "rsenal crossage", "a question all in capitals")
        expect(engine.correct(self.asking("RSENZAL")) == "rsenal", "longer than an acronym")

    def check_a_word_that_is_held_is_taken_for_no_other(self) -> None:
        """When nothing holds the words together, those that are held are as they were meant: "lieu", not "lien"."""
        engine = self.filled([plain("1", "Un lieu"), plain("2", "Un lien"), plain("3", "Le tuers")])
        found = engine.search(self.asking("tiers lieu"))
        expect({hit.id for hit in found.hits} == {identifier("1"), identifier("3")}, found.hits)
        expect(found.relaxed and found.unknown == ("tiers",), found)

    def check_extracts_are_cut_by_one_rule(self) -> None:
        """Phrases are marked in titles, which no extract repeats; they keep to a paragraph; whole texts are bare."""
        documents = [
            replace(plain("1", "Un lien social durable"), body="Rien de plus."),
            replace(plain("2", "Titre"), body="Un premier paragraphe.\n\nLa coopérative agit.\n\nUn dernier."),
            replace(plain("3", "Autre titre"), body="La mutualité entière."),
            replace(plain("4", "Dernier titre"), body="Des ateliers.\n\nUn budget participatif voté.\n\nFin."),
        ]
        engine = self.filled(documents)
        (phrase,) = engine.search(self.asking("« lien social »")).hits
        expect(phrase.title.parts == (("Un ", False), ("lien social", True), (" durable", False)), phrase)
        expect(not phrase.text.parts, phrase)
        for typed, held, marked in (
            ("coopérative", "La coopérative agit", "coopérative"),
            ("« budget participatif »", "Un budget participatif voté", "budget participatif"),
        ):
            (hit,) = engine.search(self.asking(typed)).hits
            said = str(hit.text)
            expect(said.startswith(f"… {held}") and said.endswith(" …") and "\n" not in said, typed, said)
            expect([piece for piece, is_marked in hit.text.parts if is_marked] == [marked], hit)
        (bare,) = engine.search(self.asking("mutualité")).hits
        expect(str(bare.text) == "La mutualité entière.", bare)

    def check_a_long_text_is_looked_through(self) -> None:
        """What is sought stands after pages of other words; a phrase is shown rather than a word that comes before."""
        pages = [f"Une page {number} de mots qui parlent d’autre chose" for number in range(1_000)]
        found = "Ici se tient le budget participatif du bourg"
        pages[700] = found
        engine = self.filled([replace(plain("1", "Titre"), body="\n\n".join(pages))])
        for typed, marked in (
            ("bourg", ["bourg"]),
            ("« budget participatif »", ["budget participatif"]),
            ("pages « budget participatif »", ["budget participatif"]),
            ("budjet", ["budget"]),
        ):
            (hit,) = engine.search(self.asking(typed)).hits
            expect(str(hit.text) == f"… {found} …", typed, hit.text)
            expect([piece for piece, is_marked in hit.text.parts if is_marked] == marked, typed, hit.text)
        (first,) = engine.search(self.asking("« une page 0 »")).hits
        expect(str(first.text) == f"{pages[0]} …", first.text)
        (last,) = engine.search(self.asking("page « 999 de mots »")).hits
        expect(str(last.text) == f"… {pages[-1]}", last.text)
