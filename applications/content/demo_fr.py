"""Demonstration answers in French. What they say about a city is invented."""

from typing import Any

ARCHETYPES: list[dict[str, Any]] = [
    {
        "key": "permits",
        "themes": ("permitting", "housing"),
        "service": (
            "Directrice des permis et inspections",
            "Directeur des permis et inspections",
            "Aménagement du territoire",
        ),
        "numbers": {"files": (900, 6_800, 100), "days": (34, 96, 2), "incomplete": (52, 76, 1), "visits": (3, 5, 1)},
        "since": (2011, 2019),
        "kinds": ("records", "survey", "residents"),
        "short": "Pour agrandir une petite maison, les familles attendent des semaines et reviennent plusieurs fois au guichet, puis construisent sans permis.",
        "problem": (
            "Un couple veut refaire le balcon de son duplex. Au guichet, on lui remet une feuille avec neuf pièces à fournir. Il revient : il en manque une dixième. Il revient encore : le plan doit être signé. Après {visits} visites et {days} jours, l’entrepreneur n’est plus libre. Le balcon sera refait un dimanche, sans permis et sans personne pour en vérifier les ancrages.",
            "Nous avons suivi un dossier de cuisine, de bureau en bureau. Il a passé deux heures entre les mains de quelqu’un, et {days} jours dans des corbeilles. Trois employés ont posé la même question au propriétaire. Aucun n’avait tort : chacun tient son règlement. Le propriétaire, lui, a cru qu’on se moquait de lui.",
        ),
        "affected": "Environ {files} demandes de petits travaux par an. Les secteurs les plus touchés : {area} et {area2}, où les maisons sont anciennes et les ménages modestes. Les artisans qui travaillent seuls y perdent aussi : un chantier remis est un mois sans revenu.",
        "evidence": "L’an dernier, {incomplete} dossiers sur 100 étaient incomplets au premier dépôt, et le délai médian était de {days} jours. Sur 50 maisons visitées au hasard, 14 avaient eu des travaux sans permis. Nos registres ne voient que ceux qui demandent ; ceux qui ont renoncé n’y figurent pas.",
        "why_hard": "Six services lisent le même dossier l’un après l’autre. La liste des pièces dépend du zonage, du patrimoine et de l’âge du bâtiment, et personne ne la connaît en entier. Un employé qui refuse ne risque rien ; un employé qui accepte, si. Cela, nous en sommes sûrs. Nous croyons, sans preuve, que le vocabulaire des formulaires décourage autant que les délais.",
        "tried_what": "En 2020, nous avons mis les formulaires en ligne tels quels : le nombre de dossiers incomplets a augmenté. En 2023, un agent a relu les demandes avec les gens, au marché, un samedi sur deux. Neuf sur dix étaient complètes du premier coup. Il a été affecté ailleurs. Nous avons appris que la bonne question, posée tôt, vaut mieux qu’un portail.",
        "constraints": "Le code du bâtiment relève d’un autre palier et ne changera pas. Deux postes d’inspection sont vacants depuis un an. Le logiciel de gestion date de 2009 ; l’appel d’offres est prévu dans dix-huit mois, donc l’essai doit s’en passer.",
        "metric": {
            "name": "Délai médian entre le premier dépôt et la décision, petits travaux",
            "unit": "jours",
            "number": "days",
            "ratio": 0.45,
            "source": "Registre des permis, chaque mois",
        },
        "left_out": "Ceux qui ne demandent jamais rien : locataires, propriétaires âgés, nouveaux arrivants. Nous comparerions les permis avec les bacs de chantier et avec des visites au hasard, quartier par quartier. Si seuls les dossiers faciles vont plus vite, la médiane sera belle et le danger restera.",
        "data_sources": "Registre des permis depuis 2009, fiable pour les dates, pauvre sur les motifs de refus. Plaintes de voisinage. Matrice foncière, à jour. L’aménagement tient la première, les finances la dernière. Il manque le nombre de visites au guichet : nous l’avons compté à la main pendant trois semaines.",
        "ai_use": "Un outil pourrait lire la description des travaux et proposer la liste exacte des pièces, avec l’article qui la justifie. L’employé la confirme avant de la remettre. Le même outil signalerait, au dépôt, le plan non signé. La décision reste à l’inspectrice, qui peut dire pourquoi l’outil s’est trompé.",
        "risks": "Une liste fausse enverrait quelqu’un acheter un plan inutile : la Ville garantirait donc la liste pendant six mois. Les personnes qui écrivent mal le français, ou pas du tout, doivent pouvoir parler à quelqu’un. Les plans montrent l’intérieur des maisons ; ils restent chez nous.",
    },
    {
        "key": "heat",
        "themes": ("climate", "health"),
        "service": ("Cheffe de la sécurité civile", "Chef de la sécurité civile", "Sécurité civile"),
        "numbers": {
            "alone": (1_800, 16_000, 100),
            "temp": (31, 36, 1),
            "visits": (140, 900, 10),
            "reached": (14, 32, 1),
        },
        "since": (2010, 2018),
        "kinds": ("records", "field", "residents"),
        "short": "Pendant les grandes chaleurs, les personnes âgées seules dans les étages élevés sont les dernières que la Ville rejoint.",
        "problem": (
            "Troisième nuit à plus de 24 degrés. Une dame de 81 ans, au quatrième sans ascenseur, ferme ses volets et ne répond plus au téléphone. La Ville a envoyé un message : « Buvez de l’eau, rejoignez un lieu frais. » Le plus proche est à 900 mètres et ferme à 17 h. Sa voisine la trouve le lendemain, confuse, et appelle l’ambulance.",
            "Lors de la dernière vague de chaleur, des agents ont frappé à {visits} portes en trois jours, dans l’ordre des rues. Ils ont surtout trouvé des gens au travail ou à la piscine. Dans trois immeubles que tout le monde connaît, et où l’on mesure {temp} degrés à l’intérieur, ils ne sont arrivés que le troisième jour. La liste existait au service du logement. Personne ne la leur avait donnée.",
        ),
        "affected": "Environ {alone} personnes de plus de 75 ans vivent seules. Les plus exposées habitent sous les toits ou dans des tours mal isolées. Secteurs les plus chauds : {area} et {area2}. S’y ajoutent des personnes malades, et des familles dans des logements surpeuplés.",
        "evidence": "Pendant les jours d’alerte, les appels d’urgence pour malaise doublent dans quatre secteurs sur vingt. Des capteurs posés dans 30 logements ont montré jusqu’à {temp} degrés la nuit. De cent personnes inscrites au registre, {reached} seulement ont été jointes en 24 heures. Le registre ne compte que celles qui se sont inscrites.",
        "why_hard": "La santé connaît les malades, le logement connaît les immeubles, les pompiers connaissent les rues, et aucun ne peut tout partager. Les lieux frais suivent les horaires des bibliothèques. Nous en sommes certains. Nous pensons aussi que beaucoup refusent d’être « inscrits comme fragiles », et qu’une autre invitation changerait la donne.",
        "tried_what": "En 2021, un registre volontaire : peu d’inscriptions, et surtout des gens bien entourés. En 2024, des concierges de six immeubles ont reçu un thermomètre et un numéro direct. Ils ont signalé onze personnes en danger en une semaine. L’essai s’est arrêté avec l’été. Nous avons appris que le bon capteur, c’est souvent quelqu’un.",
        "constraints": "La loi encadre strictement les dossiers de santé. Les étés sont courts : un essai manqué, c’est un an perdu. Les propriétaires privés peuvent refuser l’accès aux immeubles. Les équipes de nuit coûtent cher.",
        "metric": {
            "name": "Personnes seules et exposées jointes dans les 24 heures d’une alerte, sur 100",
            "unit": "sur 100",
            "number": "reached",
            "ratio": 2.6,
            "source": "Journal des appels et des visites, à chaque alerte",
        },
        "left_out": "Les personnes sans adresse, et celles qui n’ouvrent pas. Nous suivrions le chiffre par secteur, par étage et par langue parlée, et nous compterions à part les portes restées fermées. Une bonne moyenne peut cacher une tour entière.",
        "data_sources": "Appels d’urgence depuis 2012, sans diagnostic. Registre des immeubles et année de construction. Îlots de chaleur par satellite. Trente capteurs. La sécurité civile tient les appels, l’urbanisme le reste. Il manque l’étage, et la présence d’un ascenseur.",
        "ai_use": "En croisant chaleur, bâti et appels passés, on peut proposer chaque matin d’alerte un ordre de visite par immeuble, jamais par personne. Le chef d’équipe le suit ou le change, et note pourquoi. L’hiver suivant, on relit ces notes avec lui pour corriger l’ordre.",
        "risks": "Une carte des personnes seules serait une aubaine pour des escrocs : nous travaillons par immeuble, et la liste disparaît après l’alerte. Si les appels passés servent de guide, ceux qui n’appellent jamais seront oubliés ; un tiers des visites sera donc tiré au sort.",
    },
    {
        "key": "home_grants",
        "themes": ("benefits", "housing"),
        "service": ("Responsable des aides à l’habitat", "Responsable des aides à l’habitat", "Habitation"),
        "numbers": {"homes": (2_200, 19_000, 100), "reached": (11, 29, 1), "months": (7, 16, 1), "papers": (9, 17, 1)},
        "since": (2013, 2020),
        "kinds": ("records", "residents", "survey"),
        "short": "L’aide pour réparer un logement insalubre existe, mais ceux qui en ont le plus besoin abandonnent avant de l’obtenir.",
        "problem": (
            "Le toit d’une dame fuit depuis la tempête. Elle apprend par l’infirmière qu’une aide existe. Il faut {papers} pièces, dont deux devis. Les artisans ne se déplacent pas pour un devis incertain. Elle avance 300 pour le premier, n’a pas de quoi payer le second, et pose des seaux. {months} mois plus tard, la moisissure a gagné la chambre des enfants.",
            "Un agent nous a montré deux piles. À gauche, les dossiers acceptés : des propriétaires qui savent écrire à une administration. À droite, ceux qui dorment faute d’une pièce. Les maisons de droite sont en plus mauvais état. Nous finançons donc d’abord les toits qui tiennent encore.",
        ),
        "affected": "On estime à {homes} les logements qui auraient droit à l’aide. Les secteurs les plus concernés : {area} et {area2}. Il s’agit surtout de propriétaires âgés, de maisons héritées à plusieurs, et de familles qui vivent avec un seul revenu.",
        "evidence": "De cent ménages qui se renseignent, {reached} reçoivent l’aide, en {months} mois au milieu. Nous avons relu 80 dossiers arrêtés : dans 47, il manquait un devis ou un titre de propriété. Les visites de la santé publique signalent trois fois plus de logements humides que nous n’avons de demandes.",
        "why_hard": "La règle a été écrite contre la fraude, et chaque pièce répond à un cas ancien. Le notaire, l’artisan et la banque ont leur propre rythme. L’indivision bloque une maison sur cinq. Voilà ce que nous savons. Nous supposons que la peur de voir l’impôt monter retient aussi du monde.",
        "tried_what": "En 2022, une campagne d’affiches : beaucoup d’appels, presque aucun dossier de plus. En 2024, une association a accompagné 40 ménages, avec un artisan qui passait faire tous les devis le même jour. Trente et un ont abouti. L’association n’avait qu’une salariée. Nous avons appris qu’il faut déplacer l’artisan, pas le propriétaire.",
        "constraints": "Une partie des fonds vient d’un autre palier, avec ses propres pièces. Les artisans sont rares après chaque tempête. Le conseil vote les règles d’aide une fois par an, en décembre.",
        "metric": {
            "name": "Ménages qui obtiennent l’aide, sur 100 qui se renseignent",
            "unit": "sur 100",
            "number": "reached",
            "ratio": 2.2,
            "source": "Registre des demandes et des versements, chaque trimestre",
        },
        "left_out": "Les locataires, qui ne peuvent rien demander, et les maisons sans titre clair. Nous suivrions à part les dossiers d’indivision, et nous comparerions nos chantiers avec les logements que signale la santé publique. Aider plus vite ceux qui écrivent bien ne suffirait pas.",
        "data_sources": "Demandes d’aide depuis 2014, avec dates et motifs d’arrêt en texte libre. Signalements de la santé publique, sur papier. Rôle d’évaluation. Photos d’avant et d’après. L’habitation tient le premier et le dernier. Rien ne relie un signalement à une demande : c’est le lien à construire.",
        "ai_use": "Lire les motifs d’arrêt écrits à la main et les regrouper, pour savoir quelle pièce supprimer d’abord. Estimer un devis à partir de photos, pour que l’artisan ne se déplace que si le chantier est probable. L’agent vérifie chaque estimation ; aucune aide n’est refusée par une machine.",
        "risks": "Des photos d’intérieur disent beaucoup d’une famille : elles sont floutées et gardées six mois. Une estimation trop basse mettrait un ménage en dette ; nous prendrions la valeur haute. Et si l’outil marche mieux sur les maisons récentes, nous l’arrêterons.",
    },
]

AREAS = (
    "les quartiers est",
    "le bas de la ville",
    "les secteurs près du port",
    "les hauteurs",
    "le vieux centre",
    "les immeubles le long du boulevard",
)

DECISIONS = (
    "Les relevés de déneigement et de nettoyage montraient que deux circuits passaient trois fois dans les mêmes rues. La directrice des travaux les a redessinés en 2025. On gagne une journée par semaine, donnée aux trottoirs devant les écoles.",
    "En comparant les emprunts par heure, nous avons vu qu’une bibliothèque était pleine le soir et vide le matin. Les horaires ont changé pour un an, à l’essai. Les visites ont augmenté d’un quart, et les horaires sont restés.",
    "Une carte des chutes de personnes âgées correspondait aux trottoirs fissurés. Le conseil a changé l’ordre des réfections. Il est trop tôt pour parler d’effet, mais c’est la première fois qu’une donnée de santé décide d’un chantier.",
    "Nous allions fermer un point d’eau peu utilisé. Le compteur montrait des pics pendant les chaleurs, quand les autres ferment. Il est resté ouvert, et ses horaires ont été allongés. Le chiffre annuel nous aurait trompés.",
)

TRANSITION = (
    "Le projet relève de la direction générale, qui ne change pas avec l’élection. La mesure figurerait au plan stratégique et au budget triennal, votés avant. Nous présenterions le même dossier à toutes les listes, la même semaine.",
    "Le mandat prend fin plus tôt. L’entente sur les données serait donc signée pour trois ans, la mesure fixée par résolution du conseil, et l’essai terminé six mois avant le scrutin, avec des résultats publics. La greffière signerait la note de passation.",
)

AUTHORITY = (
    "L’équipe peut changer formulaires, horaires et tournées, et acheter jusqu’au seuil de gré à gré. Un changement de tarif ou de convention collective va au comité exécutif, qui siège chaque semaine. Une modification de règlement va au conseil.",
    "La direction du service fait partie de l’équipe et signe les procédures. Un essai dans deux secteurs ne demande l’accord de personne d’autre. Partager des données avec la santé exige une entente, dont le projet est écrit.",
    "Elle décide des procédures, des textes et de la répartition du travail. Elle doit demander tout nouveau budget avant septembre, et tout déplacement de personnel à la direction générale, qui s’est engagée à répondre en dix jours.",
)

LEADERSHIP = (
    "En 2024, le conseil a adopté une politique de la donnée et créé un bureau de trois personnes, rattaché à la direction générale. Toutes les six semaines, chaque direction présente un chiffre et une décision. Les comptes rendus sont publics. La suite : un petit fonds pour des essais.",
    "La mairie a nommé ce problème dans le discours du budget et fixé une date pour une première réponse. Depuis, la direction générale rencontre l’équipe toutes les deux semaines. Elle lui a prêté une gestionnaire à mi-temps.",
    "L’engagement est récent. Il y a une analyste, un portail de données ouvertes et une réunion mensuelle. Ce qui est promis en public : une règle sur l’usage de l’IA au printemps, et un poste de responsable des données.",
)

EVIDENCE = {
    "data_management": (
        "Liste tenue par l’urbanisme seulement",
        "Inventaire municipal, 140 jeux avec responsable",
        "Norme de 2024, vérifiée chaque année",
    ),
    "budget": (
        "Les loisirs ont présenté des résultats",
        "Budget par programme, avec résultat attendu",
        "Bilan public des sommes déplacées",
    ),
    "leadership": (
        "Analyste aux finances, parmi d’autres tâches",
        "Bureau de la donnée, trois personnes",
        "Réunion toutes les six semaines, 120 agents formés",
    ),
    "open_data": (
        "Contrats et permis en ligne, par trimestre",
        "Portail sous licence ouverte, avec calendrier",
        "Comité d’usagers qui choisit les publications",
    ),
    "performance": (
        "Travaux et incendie suivent leurs chiffres",
        "Tableau de bord et comptes rendus",
        "Objectifs publics ; tournées changées après analyse",
    ),
    "contracting": (
        "Le contrat de refuge nomme un résultat",
        "Cinq grands contrats revus par trimestre",
        "Contrat non renouvelé faute de résultats en 2025",
    ),
    "evaluation": (
        "Avant et après le camp d’été",
        "Lettre de rappel comparée à un groupe témoin",
        "Plan d’évaluation publié avant l’essai",
    ),
    "engagement": (
        "Sondage aux deux ans, 800 réponses",
        "Comité d’habitants qui a écrit le problème",
        "Bilan annuel des demandes et des suites",
    ),
}

# Each post as a woman and as a man would have it on the door, and its department.
POSTS = {
    "sponsor": ("Directrice générale adjointe", "Directeur général adjoint", "Direction générale"),
    "lead": ("Cheffe de projet, innovation", "Chef de projet, innovation", "Direction générale"),
    "data": ("Responsable des données", "Responsable des données", "Technologies de l’information"),
    "technical": ("Analyste de données", "Analyste de données", "Technologies de l’information"),
    "engagement": ("Agente de concertation", "Agent de concertation", "Vie de quartier"),
    "legal": ("Conseillère juridique", "Conseiller juridique", "Greffe"),
    "coordinator": ("Coordonnatrice de projet", "Coordonnateur de projet", "Direction générale"),
}

# Women and men by turns, as the titles of posts need it.
PEOPLE = (
    "Mireille Desgranval",
    "Étienne Courtemont",
    "Fabienne Louisjour",
    "Guy Thériault-Bosc",
    "Nadège Pierrelus",
    "Sylvain Marcotin",
    "Josette Clairville",
    "Rémi Bouchardel",
    "Aïcha Montreux",
    "Olivier Laframbois",
    "Carole Saintonge",
    "Wilner Jeanmary",
    "Hélène Beaugrandin",
    "Pascal Duverny",
    "Maude Trépanois",
    "Yvon Carignac",
    "Solange Moreldo",
    "Benoît Lachenaye",
    "Roselyne Vertigo",
    "Thierry Marsolin",
)
