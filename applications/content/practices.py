"""The eight data practices of What Works Cities, each with what the scores 0 to 3 look like in a city hall.

The keys are those of `applications.kinds.PRACTICES`.
"""

from typing import Any

from applications.content.languages import Text, in_four


def _practice(value: str, label: Text, help_text: Text, *levels: Text) -> dict[str, Any]:
    return {"value": value, "label": label, "help": help_text, "levels": list(levels)}


PRACTICES: list[dict[str, Any]] = [
    _practice(
        "data_management",
        in_four("Data management", "Gestión de datos", "Gestão de dados", "Gestion des données"),
        in_four(
            "Knowing which data the city holds, who looks after it and how good it is.",
            "Saber qué datos tiene la ciudad, quién los cuida y qué tan buenos son.",
            "Saber que dados a cidade tem, quem cuida deles e se têm qualidade.",
            "Savoir quelles données la ville détient, qui en répond et ce qu’elles valent.",
        ),
        in_four(
            "Nobody has a list of the data the city holds.",
            "Nadie tiene una lista de los datos de la ciudad.",
            "Ninguém tem uma lista dos dados da cidade.",
            "Personne ne dispose d’une liste des données de la ville.",
        ),
        in_four(
            "Some departments list their data and fix errors when they find them.",
            "Algunas áreas llevan una lista de sus datos y corrigen errores cuando los ven.",
            "Algumas secretarias listam seus dados e corrigem erros quando aparecem.",
            "Certains services tiennent une liste de leurs données et corrigent les erreurs qu’ils remarquent.",
        ),
        in_four(
            "There is one list for the city, and each important data set has an owner.",
            "Hay una sola lista para toda la ciudad y cada base importante tiene responsable.",
            "Há uma lista única da cidade, e cada base importante tem um responsável.",
            "La ville tient une seule liste, et chaque jeu de données important a un responsable.",
        ),
        in_four(
            "Rules on quality, privacy and access are written down, and somebody checks that they are kept.",
            "Hay reglas escritas de calidad, privacidad y acceso, y alguien revisa que se cumplan.",
            "Há regras escritas de qualidade, privacidade e acesso, e alguém verifica se são cumpridas.",
            "Des règles écrites couvrent la qualité, la confidentialité et l’accès, et quelqu’un veille à leur respect.",
        ),
    ),
    _practice(
        "budget",
        in_four(
            "Data-driven budget and finance",
            "Presupuesto y finanzas con datos",
            "Orçamento e finanças com dados",
            "Budget et finances fondés sur les données",
        ),
        in_four(
            "Using results, not only last year’s amounts, to decide where money goes.",
            "Decidir el gasto por sus resultados y no solo por lo que se asignó el año pasado.",
            "Decidir os gastos pelos resultados, e não só pelo valor do ano anterior.",
            "Répartir l’argent selon les résultats, et pas seulement selon les montants de l’année précédente.",
        ),
        in_four(
            "The budget repeats last year’s amounts.",
            "El presupuesto repite los montos del año anterior.",
            "O orçamento repete os valores do ano anterior.",
            "Le budget reprend les montants de l’année précédente.",
        ),
        in_four(
            "Some departments show results when they ask for money.",
            "Algunas áreas muestran resultados cuando piden recursos.",
            "Algumas secretarias mostram resultados quando pedem recursos.",
            "Certains services présentent des résultats quand ils demandent des fonds.",
        ),
        in_four(
            "Most requests say which result the money should bring.",
            "La mayoría de las solicitudes dice qué resultado se espera del dinero.",
            "A maioria dos pedidos diz que resultado o dinheiro deve trazer.",
            "La plupart des demandes précisent le résultat attendu.",
        ),
        in_four(
            "Money moves to what works, and residents can see why.",
            "El dinero se mueve hacia lo que funciona y la gente puede ver por qué.",
            "O dinheiro vai para o que funciona, e a população pode ver por quê.",
            "L’argent va à ce qui marche, et la population peut voir pourquoi.",
        ),
    ),
    _practice(
        "leadership",
        in_four(
            "Leadership and capacity", "Liderazgo y capacidades", "Liderança e capacidades", "Direction et compétences"
        ),
        in_four(
            "Leaders who ask for data, and staff who can work with it.",
            "Autoridades que piden datos y personal que sabe trabajar con ellos.",
            "Gestores que pedem dados e servidores que sabem trabalhar com eles.",
            "Des dirigeants qui demandent des données, et du personnel qui sait s’en servir.",
        ),
        in_four(
            "Nobody leads the city’s work on data.",
            "Nadie dirige el trabajo con datos de la ciudad.",
            "Ninguém lidera o trabalho com dados na cidade.",
            "Personne ne dirige le travail sur les données.",
        ),
        in_four(
            "Somebody does, next to other duties.",
            "Alguien lo hace, además de otras tareas.",
            "Alguém lidera, junto com outras funções.",
            "Quelqu’un le fait, en plus d’autres tâches.",
        ),
        in_four(
            "There is a named leader with a small team, and training for staff.",
            "Hay una persona responsable con un equipo pequeño, y capacitación para el personal.",
            "Há uma pessoa responsável com uma equipe pequena, e formação para os servidores.",
            "Un responsable est nommé, avec une petite équipe et des formations pour le personnel.",
        ),
        in_four(
            "The mayor and directors use data in regular meetings, and most departments have trained people.",
            "La alcaldía y las direcciones usan datos en reuniones periódicas y casi todas las áreas tienen gente capacitada.",
            "O gabinete e as secretarias usam dados em reuniões regulares, e quase todas as áreas têm gente formada.",
            "La mairie et les directions utilisent des données en réunion régulière, et presque tous les services ont du personnel formé.",
        ),
    ),
    _practice(
        "open_data",
        in_four("Open data", "Datos abiertos", "Dados abertos", "Données ouvertes"),
        in_four(
            "Publishing data that anyone can find, read and use again.",
            "Publicar datos que cualquiera pueda encontrar, entender y reutilizar.",
            "Publicar dados que qualquer pessoa possa encontrar, entender e reutilizar.",
            "Publier des données que chacun peut trouver, comprendre et réutiliser.",
        ),
        in_four(
            "We publish only what the law demands, often as scanned pages.",
            "Publicamos solo lo que exige la ley, muchas veces en páginas escaneadas.",
            "Publicamos só o que a lei exige, muitas vezes em páginas digitalizadas.",
            "Nous publions ce que la loi exige, souvent sous forme de pages numérisées.",
        ),
        in_four(
            "A few data sets are online.",
            "Hay algunos conjuntos de datos en línea.",
            "Há algumas bases disponíveis na internet.",
            "Quelques jeux de données sont en ligne.",
        ),
        in_four(
            "There is a portal with an open licence, kept up to date.",
            "Hay un portal con licencia abierta que se mantiene al día.",
            "Há um portal com licença aberta, mantido em dia.",
            "Un portail sous licence ouverte est tenu à jour.",
        ),
        in_four(
            "We publish what residents asked for, and can name people who use it.",
            "Publicamos lo que la gente pidió y sabemos quién lo usa.",
            "Publicamos o que a população pediu e sabemos quem usa.",
            "Nous publions ce que la population a demandé, et nous savons qui s’en sert.",
        ),
    ),
    _practice(
        "performance",
        in_four("Performance and analytics", "Desempeño y analítica", "Desempenho e análise", "Performance et analyse"),
        in_four(
            "Looking at results often, and changing course because of them.",
            "Revisar resultados con frecuencia y corregir el rumbo a partir de ellos.",
            "Olhar os resultados com frequência e mudar de rumo por causa deles.",
            "Examiner souvent les résultats, et changer de cap en conséquence.",
        ),
        in_four(
            "Results are looked at once a year or never.",
            "Los resultados se revisan una vez al año o nunca.",
            "Os resultados são vistos uma vez por ano ou nunca.",
            "On regarde les résultats une fois par an, ou jamais.",
        ),
        in_four(
            "Some departments follow a few numbers of their own.",
            "Algunas áreas siguen sus propios números.",
            "Algumas secretarias acompanham seus próprios números.",
            "Certains services suivent leurs propres chiffres.",
        ),
        in_four(
            "Leaders meet regularly to look at goals and agree on what to do.",
            "Las autoridades se reúnen con regularidad para ver metas y acordar acciones.",
            "Os gestores se reúnem com regularidade para ver metas e combinar ações.",
            "Les dirigeants se réunissent régulièrement pour examiner les objectifs et décider des suites.",
        ),
        in_four(
            "Goals and progress are public, and analysis has changed how a service works.",
            "Las metas y los avances son públicos, y el análisis ya cambió la forma de prestar un servicio.",
            "Metas e avanços são públicos, e a análise já mudou a forma de prestar um serviço.",
            "Objectifs et progrès sont publics, et l’analyse a déjà changé le fonctionnement d’un service.",
        ),
    ),
    _practice(
        "contracting",
        in_four(
            "Results-driven contracting",
            "Contrataciones orientadas a resultados",
            "Contratações orientadas a resultados",
            "Contrats axés sur les résultats",
        ),
        in_four(
            "Buying results for residents, and checking that they come.",
            "Contratar resultados para la gente y comprobar que lleguen.",
            "Contratar resultados para a população e conferir se eles chegam.",
            "Acheter des résultats pour la population, et vérifier qu’ils sont là.",
        ),
        in_four(
            "Contracts pay for activity, and nobody measures what it brought.",
            "Los contratos pagan actividades y nadie mide qué lograron.",
            "Os contratos pagam atividades, e ninguém mede o que trouxeram.",
            "Les contrats paient des activités, et personne ne mesure ce qu’elles ont donné.",
        ),
        in_four(
            "Some contracts name a result.",
            "Algunos contratos mencionan un resultado.",
            "Alguns contratos citam um resultado.",
            "Certains contrats mentionnent un résultat.",
        ),
        in_four(
            "Important contracts have goals that are reviewed while the work goes on.",
            "Los contratos importantes tienen metas que se revisan durante el trabajo.",
            "Os contratos importantes têm metas revistas durante a execução.",
            "Les contrats importants ont des objectifs, revus pendant le travail.",
        ),
        in_four(
            "Results decide what is renewed and what the city buys next.",
            "Los resultados deciden qué se renueva y qué se contrata después.",
            "Os resultados decidem o que é renovado e o que se contrata depois.",
            "Les résultats décident des renouvellements et des achats suivants.",
        ),
    ),
    _practice(
        "evaluation",
        in_four("Rigorous evaluations", "Evaluaciones rigurosas", "Avaliações rigorosas", "Évaluations rigoureuses"),
        in_four(
            "Finding out whether a programme caused a change, or the change came by itself.",
            "Averiguar si un programa causó un cambio o si el cambio llegó solo.",
            "Descobrir se um programa causou uma mudança ou se ela veio sozinha.",
            "Établir si un programme a causé un changement, ou si celui-ci serait venu de toute façon.",
        ),
        in_four(
            "We do not compare results with anything.",
            "No comparamos los resultados con nada.",
            "Não comparamos os resultados com nada.",
            "Nous ne comparons les résultats à rien.",
        ),
        in_four(
            "We compare before and after for some projects.",
            "Comparamos el antes y el después de algunos proyectos.",
            "Comparamos o antes e o depois de alguns projetos.",
            "Nous comparons l’avant et l’après pour certains projets.",
        ),
        in_four(
            "For important programmes we compare with a similar group or area.",
            "En los programas importantes comparamos con un grupo o una zona parecida.",
            "Nos programas importantes, comparamos com um grupo ou uma área parecida.",
            "Pour les programmes importants, nous comparons avec un groupe ou un secteur semblable.",
        ),
        in_four(
            "Evaluations are planned from the start and published, also when the answer is no.",
            "Las evaluaciones se planean desde el inicio y se publican, también cuando la respuesta es no.",
            "As avaliações são planejadas desde o início e publicadas, mesmo quando a resposta é não.",
            "Les évaluations sont prévues dès le départ et publiées, même quand la réponse est non.",
        ),
    ),
    _practice(
        "engagement",
        in_four(
            "Stakeholder engagement",
            "Participación de la comunidad",
            "Participação da comunidade",
            "Participation de la population",
        ),
        in_four(
            "Working with residents before decisions, above all with those most affected.",
            "Trabajar con la gente antes de decidir, sobre todo con quienes viven el problema.",
            "Trabalhar com a população antes de decidir, sobretudo com quem vive o problema.",
            "Travailler avec la population avant de décider, surtout avec les personnes les plus touchées.",
        ),
        in_four(
            "Residents hear of decisions afterwards.",
            "La gente se entera después de las decisiones.",
            "A população fica sabendo depois das decisões.",
            "La population apprend les décisions après coup.",
        ),
        in_four(
            "There are hearings or surveys from time to time.",
            "Hay audiencias o encuestas de vez en cuando.",
            "Há audiências ou pesquisas de vez em quando.",
            "Il y a des consultations ou des sondages de temps en temps.",
        ),
        in_four(
            "Those most affected help to say what the problem is.",
            "Quienes viven el problema ayudan a definirlo.",
            "Quem vive o problema ajuda a defini-lo.",
            "Les personnes les plus touchées aident à définir le problème.",
        ),
        in_four(
            "Residents and data shape decisions together, and the city says what it did with both.",
            "La gente y los datos orientan juntos las decisiones, y la ciudad cuenta qué hizo con ambos.",
            "População e dados orientam as decisões juntos, e a cidade conta o que fez com ambos.",
            "La population et les données orientent ensemble les décisions, et la ville rend compte de ce qu’elle en a fait.",
        ),
    ),
]
