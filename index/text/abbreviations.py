"""Words after which a full stop does not end a sentence, in the larger languages.

Most articles do not say their language reliably, so all lists hold everywhere; a word that is an
ordinary one in another language is among them only where a number follows ("Abs. 2", "No. 5").
"""

from __future__ import annotations

from typing import Final

ABBREVIATIONS: Final = frozenset(
    """
    mr mrs ms messrs mx dr prof rev hon fr sr jr st mt ft esq gen lt col maj capt cmdr adm sgt cpl
    pvt brig gov sen rep pres amb supt insp det dep asst atty bros
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri
    u.s u.k u.n e.u u.s.a u.s.s.r d.c a.m p.m b.c a.d b.c.e c.e e.g i.e ph.d m.d b.a m.a ll.b r.i.p
    a.k.a inc ltd co corp llc plc univ dept est assn bldg ave blvd rd sq
    vs cf approx etc al eds op cit viz ibid

    mio mrd tsd bzw z.b d.h u.a u.ä o.ä i.d.r z.t v.a usw ca evtl inkl exkl ggf hrsg vgl sog geb
    gest zzgl bspw str dipl ing jh jhd n.chr v.chr mag

    mme mmes mlle mlles mgr mm p.ex env éd boul

    sra srta srtas ud uds vd vds dña pág págs núm ee.uu aprox avda excmo

    dott sig sig.ra sig.na ecc egr gent

    dra profª exmo exma av

    dhr mevr bijv blz enz o.a d.w.z m.b.t i.v.m drs

    np tzn tj itd itp godz ul im św tzw

    т.е т.д т.п т.к им ул руб тыс млн млрд др см стр рис гг вв н.э г-н г-жа

    bkz vb yy doç

    t.ex bl.a dvs osv m.m f.d s.k
    """.split()
)

NUMBERED: Final = frozenset(
    """
    no nos p pp fig figs vol art ch sec c ca v min max lvl lv stat approx pt para ver est cap
    abs nr ziff kap bd s rn anm abb tab tel hs std sek
    n núm nº pag pág гл ст п г р
    """.split()
)
"""Abbreviations only where a number follows: "No. 5", but "He said no." """

MONTHS: Final = frozenset(
    """
    januar jänner februar feber märz april mai juni juli august september oktober november dezember
    january february march may june july october december
    januari februari maart mei augustus mars maj juni juli augusti marts maj
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
    lokakuuta marraskuuta joulukuuta
    ledna února března dubna května června července srpna září října listopadu prosince
    """.split()
)
"""Names of months in languages that write the day as an ordinal: "am 3. Mai"."""

BEFORE_ORDINALS: Final = frozenset(
    """
    der die das dem den des im am vom zum zur beim ins ein eine einen einem einer seit bis ab
    und oder nach vor jeder jede jedes jeden unser unsere ihr ihre sein seine
    det den de
    """.split()
)
"""Words of German, Danish, Norwegian and Swedish after which "2." is "second"."""

LETTERED: Final = frozenset(
    """
    grade plan vitamin wing group class type team section part figure appendix option hepatitis
    block gate platform terminal level category division league model point item exhibit schedule
    annex room floor building zone line unit version series phase side step stage tier rank deck
    pier dock bay track route ward form table
    """.split()
)
"""Words after which a capital is a letter of the alphabet, not an initial: "grade A." """

# Words that, in capitals after an abbreviation, begin a sentence ("... the U.S. The").
STARTERS: Final = frozenset(
    """
    a although an and as at because both but by during for from he her his however if in it its
    many most on one our she since so some such that the their then there these they this those to
    under
    until we what when where while who why with you after before several other another according
    """.split()
)

SPOKEN: Final = frozenset(
    """
    said says asked asks shouted cried replied answered whispered called yelled added told muttered
    murmured screamed exclaimed insisted explained wondered demanded snapped sighed laughed
    continued began repeated
    """.split()
)
"""Verbs that say who spoke the words before them: "“Run!” Tom shouted." """
