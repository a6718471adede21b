"""Who reads in the demonstration, and what reviewers write in it, in their own languages. All of it is invented."""

from applications.content.languages import Text, in_four

# Name, language, other languages, time zone, job, organisation, themes.
Person = tuple[str, str, tuple[str, ...], str, str, str, tuple[str, ...]]

READERS: tuple[Person, ...] = (
    ("Abigail Thornbury", "en", ("es",), "America/New_York", "Professor of public policy", "Demonstration University", ("housing", "safety")),
    ("Desmond Okafor-Lane", "en", (), "America/Chicago", "Director of analytics", "Institute of City Practice (demonstration)", ("mobility",)),
    ("Wren Halvorsen", "en", ("fr",), "America/Toronto", "Service designer", "Demonstration Lab for Services", ("311",)),
    ("Priscilla Vance", "en", (), "America/Denver", "Former city manager", "Independent", ("climate", "waste")),
    ("Tobias Merriweather", "en", ("es",), "America/Los_Angeles", "Data journalist", "Demonstration Press", ("budget",)),
    ("Ximena Arriola", "es", ("en",), "America/Mexico_City", "Investigadora en datos urbanos", "Centro de demostración", ("mobility", "safety")),
    ("Fermín Echavarría", "es", ("pt-br",), "America/Bogota", "Consultor de gobierno digital", "Independiente", ("311",)),
    ("Rocío Valdelomar", "es", ("en",), "America/Lima", "Profesora de estadística", "Universidad de demostración", ("health",)),
    ("Gonzalo Irarrázabal", "es", (), "America/Santiago", "Director de innovación social", "Fundación de demostración", ("housing",)),
    ("Nuria Bentancur", "es", ("pt-br",), "America/Montevideo", "Especialista en datos abiertos", "Laboratorio de demostración", ("budget",)),
    ("Edelmira Cáceres", "es", ("en",), "America/Argentina/Buenos_Aires", "Socióloga urbana", "Instituto de demostración", ("benefits",)),
    ("Baltazar Monterroso", "es", (), "America/Guatemala", "Ingeniero de sistemas", "Independiente", ("water", "waste")),
    ("Iracema Falcão", "pt-br", ("es",), "America/Sao_Paulo", "Professora de administração pública", "Universidade de demonstração", ("early_childhood",)),
    ("Otávio Brandt", "pt-br", ("en",), "America/Sao_Paulo", "Cientista de dados", "Laboratório de demonstração", ("health",)),
    ("Luzia Sampaio Couto", "pt-br", (), "America/Recife", "Consultora de políticas sociais", "Independente", ("benefits",)),
    ("Evandro Teles", "pt-br", ("es",), "America/Fortaleza", "Gestor de mobilidade", "Instituto de demonstração", ("mobility",)),
    ("Marília Quaresma", "pt-br", ("fr",), "America/Bahia", "Urbanista", "Centro de demonstração", ("housing", "climate")),
    ("Caetano Vilhena", "pt-br", (), "America/Manaus", "Engenheiro ambiental", "Fundação de demonstração", ("climate",)),
    ("Solange Bergevin", "fr", ("en",), "America/Toronto", "Professeure d’urbanisme", "Université de démonstration", ("mobility",)),
    ("Wilner Desrosiers", "fr", ("en",), "America/Port-au-Prince", "Statisticien", "Institut de démonstration", ("water",)),
    ("Apolline Thériault", "fr", (), "America/Toronto", "Conseillère en services publics", "Indépendante", ("311",)),
    ("Rodrigue Saint-Amand", "fr", ("es",), "America/Martinique", "Ingénieur des transports", "Centre de démonstration", ("mobility",)),
    ("Mireille Latendresse", "fr", ("en",), "America/Toronto", "Chercheuse en données ouvertes", "Laboratoire de démonstration", ("budget",)),
)  # fmt: skip

# What the panel reads, of a review above and below the middle of the scale, and what the city may read.
PANEL_GOOD: list[Text] = [
    in_four(
        "The problem is specific, and residents are named who live with it.",
        "El problema es concreto y se nombra a las personas que lo viven.",
        "O problema é específico, e fica claro quem convive com ele.",
        "Le problème est précis, et l’on sait qui le vit.",
    ),
    in_four(
        "The team includes somebody who can change the service.",
        "En el equipo hay alguien que puede cambiar el servicio.",
        "Na equipe há alguém que pode mudar o serviço.",
        "L’équipe compte une personne qui peut changer le service.",
    ),
    in_four(
        "The baseline is measured and its source is checked each month.",
        "La línea de base está medida y su fuente se revisa cada mes.",
        "A linha de base é medida, e a fonte é conferida todo mês.",
        "La situation de départ est mesurée, et sa source vérifiée chaque mois.",
    ),
    in_four(
        "The mayor’s office has put its own time into this.",
        "El despacho de la alcaldía le ha dedicado su propio tiempo.",
        "O gabinete dedicou tempo próprio a isto.",
        "Le cabinet y a consacré de son propre temps.",
    ),
]
PANEL_DOUBT: list[Text] = [
    in_four(
        "I could not tell who would lead the work after the pilot.",
        "No pude saber quién dirigiría el trabajo después del piloto.",
        "Não consegui saber quem conduziria o trabalho depois do piloto.",
        "Je n’ai pas pu voir qui mènerait le travail après le projet pilote.",
    ),
    in_four(
        "The data exist, but two departments would have to share them first.",
        "Los datos existen, pero antes dos áreas tendrían que compartirlos.",
        "Os dados existem, mas antes duas áreas precisariam compartilhá-los.",
        "Les données existent, mais deux services devraient d’abord les partager.",
    ),
    in_four(
        "It describes a tool more than a problem.",
        "Describe una herramienta más que un problema.",
        "Descreve uma ferramenta mais do que um problema.",
        "On y décrit un outil plus qu’un problème.",
    ),
    in_four(
        "The goal has no number, so nobody would know when it is reached.",
        "La meta no tiene cifra, así que nadie sabría cuándo se alcanza.",
        "A meta não tem número, então ninguém saberia quando foi atingida.",
        "L’objectif n’est pas chiffré : on ne saurait pas quand il est atteint.",
    ),
]
CITY_GOOD: list[Text] = [
    in_four(
        "You show clearly who has this problem and how you know.",
        "Muestran con claridad quién tiene este problema y cómo lo saben.",
        "Vocês mostram com clareza quem tem esse problema e como sabem disso.",
        "Vous montrez clairement qui vit ce problème et comment vous le savez.",
    ),
    in_four(
        "The examples from residents made the problem easy to follow.",
        "Los ejemplos de la gente hicieron fácil entender el problema.",
        "Os exemplos da população tornaram o problema fácil de entender.",
        "Les exemples donnés par la population rendent le problème facile à suivre.",
    ),
    in_four(
        "Your team brings together those who decide and those who do the work.",
        "El equipo reúne a quienes deciden y a quienes hacen el trabajo.",
        "A equipe reúne quem decide e quem faz o trabalho.",
        "Votre équipe réunit celles et ceux qui décident et qui font le travail.",
    ),
]
CITY_WISH: list[Text] = [
    in_four(
        "Say how you would notice who is left out.",
        "Digan cómo notarían quién queda fuera.",
        "Digam como perceberiam quem fica de fora.",
        "Dites comment vous verriez qui reste à l’écart.",
    ),
    in_four(
        "Give one number that should change, and where it stands today.",
        "Den una cifra que debería cambiar y cuál es hoy.",
        "Deem um número que deveria mudar e o valor de hoje.",
        "Donnez un chiffre qui devrait changer, et sa valeur actuelle.",
    ),
    in_four(
        "Name the person who would carry this work on after the programme.",
        "Nombren a la persona que seguiría con este trabajo después del programa.",
        "Indiquem quem continuaria este trabalho depois do programa.",
        "Nommez la personne qui poursuivrait ce travail après le programme.",
    ),
]
PRIVATE: Text = in_four(
    "Read the section on data again before the panel meets.",
    "Volver a leer la sección de datos antes del panel.",
    "Reler a seção de dados antes do painel.",
    "Relire la partie sur les données avant la réunion du comité.",
)
BEGUN: Text = in_four(
    "The team is strong; I still have to read the plan.",
    "El equipo es fuerte; me falta leer el plan.",
    "A equipe é forte; falta ler o plano.",
    "L’équipe est solide ; il me reste à lire le plan.",
)
BY_HAND = "She reads Portuguese as well, and the third reader said no."
REMARKS = (
    in_four(
        "Did you find a number for the baseline? I saw one only in the annex.",
        "¿Encontraron una cifra para la línea de base? Yo la vi solo en el anexo.",
        "Encontraram um número para a linha de base? Só vi no anexo.",
        "Avez-vous trouvé un chiffre de départ ? Je ne l’ai vu qu’en annexe.",
    ),
    in_four(
        "It is in the answer on data as well, with its source.",
        "Está también en la respuesta sobre datos, con su fuente.",
        "Está também na resposta sobre dados, com a fonte.",
        "Il figure aussi dans la réponse sur les données, avec sa source.",
    ),
)
