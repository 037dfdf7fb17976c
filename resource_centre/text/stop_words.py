"""Words too common to be searched: the lists that Lucene gives to French (Snowball's) and to English.

Forms that are also nouns of their own ("est", "son", "été", "sommes", "avions") are searched.
"""

_FRENCH = """
au aux avec ce ces dans de des du elle en et eux il je la le leur lui ma mais me même mes moi mon ne nos notre nous
on ou par pas pour qu que qui sa se ses sur ta te tes toi ton tu un une vos votre vous
c d j l à m n s t y
étée étées étant suis es êtes sont serai seras sera serons serez seront serais serait serions
seriez seraient étais était étions étiez étaient fus fut fûmes fûtes furent sois soit soyons soyez soient fusse
fusses fussions fussiez fussent
ayant eu eue eues eus ai avons avez ont aurai aurons aurez auront aurais aurait aurions auriez
auraient avais avait aviez avaient eut eûmes eûtes eurent aie aies ait ayons ayez aient eusse eusses eût
eussions eussiez eussent
ceci cela celà cet cette ici ils les leurs quel quels quelle quelles sans soi
"""
_ENGLISH = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
was will with
"""

_ASKING_FRENCH = """
comment pourquoi combien quand où quoi lequel laquelle lesquels lesquelles si dont
est être a as avoir fait faire faut falloir doit dois doivent devoir peut peux peuvent puis pouvoir
aussi alors ainsi donc comme plus encore lors lorsque tout toute toutes tous autre autres chaque très
entre sous vers chez selon afin etc savoir agit existe son cas
"""
_ASKING_ENGLISH = """
how why when where what which who whom whose do does did can could may might must should shall would have has had
been am i you he she we me my your his her our us from about any some so than too very
"""

FRENCH = frozenset(_FRENCH.split())
ENGLISH = frozenset(_ENGLISH.split())
#: Words that ask or join, and say nothing of what a question is about. They are searched, and not counted in questions.
ASKING_FRENCH = frozenset(_ASKING_FRENCH.split())
ASKING_ENGLISH = frozenset(_ASKING_ENGLISH.split())
