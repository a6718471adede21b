"""The default texts of the front page, in four languages, as Markdown where they are long.

Taken from the programme's own description. What it does not say is marked as to be confirmed by the
programme team, and nothing is promised in its name.
"""

from typing import TypedDict

from applications.content.languages import Text, in_four


class Phase(TypedDict):
    key: str
    name: Text
    question: Text
    text: Text


class Point(TypedDict):
    key: str
    title: Text
    text: Text


TEXTS: dict[str, Text] = {
    "home_title": in_four(
        "Solve one problem your residents feel.",
        "Resuelva un problema que su gente siente.",
        "Resolva um problema que a sua população sente.",
        "Résolvez un problème que vit votre population.",
    ),
    "home_lede": in_four(
        "The City Data Alliance works with mayors and senior city leaders across the Americas to turn data and AI into measurable improvements for residents.",
        "City Data Alliance trabaja con alcaldías y autoridades de ciudades de las Américas para convertir los datos y la IA en mejoras que la gente pueda notar y medir.",
        "A City Data Alliance trabalha com prefeituras e lideranças municipais das Américas para transformar dados e IA em melhorias que a população possa sentir e medir.",
        "La City Data Alliance travaille avec les maires et les dirigeants de villes des Amériques pour transformer les données et l’IA en améliorations mesurables pour la population.",
    ),
    "phases_title": in_four(
        "One project, four phases, evidence at every step",
        "Un proyecto, cuatro fases, evidencia en cada paso",
        "Um projeto, quatro fases, evidências em cada passo",
        "Un projet, quatre phases, des preuves à chaque étape",
    ),
    "fit_title": in_four("Who qualifies", "Quiénes pueden participar", "Quem pode participar", "Qui peut participer"),
    "fit_intro": in_four(
        "Cities that fit best usually have these five things. Below the line on one of them? Tell us why. A person reads every answer, and none of these is an automatic no.",
        "Las ciudades más indicadas suelen reunir estas cinco condiciones. ¿Le falta alguna? Cuéntenos por qué. Una persona lee cada respuesta y ninguna es un no automático.",
        "As cidades mais indicadas costumam reunir estas cinco condições. Falta alguma? Conte por quê. Uma pessoa lê cada resposta, e nenhuma delas é um não automático.",
        "Les villes les mieux placées réunissent en général ces cinq conditions. Il vous en manque une ? Dites-nous pourquoi. Une personne lit chaque réponse, et aucune n’entraîne un refus d’office.",
    ),
    "faq_title": in_four(
        "Questions cities ask", "Preguntas frecuentes", "Perguntas frequentes", "Questions fréquentes"
    ),
    "map_caption": in_four(
        "80 cities in 12 countries have taken part since 2022. The map shows those that public sources name.",
        "80 ciudades de 12 países han participado desde 2022. El mapa muestra las que aparecen en fuentes públicas.",
        "80 cidades de 12 países participaram desde 2022. O mapa mostra as que aparecem em fontes públicas.",
        "80 villes de 12 pays ont participé depuis 2022. La carte montre celles que citent des sources publiques.",
    ),
    "about": in_four(
        """The Bloomberg Philanthropies City Data Alliance is led by the Bloomberg Center for Government Excellence (GovEx) at Johns Hopkins University. Cities in the programme move beyond planning and into practice: their teams design, test and launch focused projects that use data, and address pressing challenges that residents face.""",
        """La City Data Alliance de Bloomberg Philanthropies está a cargo del Bloomberg Center for Government Excellence (GovEx) de la Universidad Johns Hopkins. Las ciudades pasan de la planificación a la práctica: sus equipos diseñan, prueban y ponen en marcha proyectos acotados que usan datos y responden a problemas urgentes de la gente.""",
        """A City Data Alliance, da Bloomberg Philanthropies, é conduzida pelo Bloomberg Center for Government Excellence (GovEx), da Universidade Johns Hopkins. As cidades passam do planejamento à prática: as equipes desenham, testam e lançam projetos bem delimitados, que usam dados e enfrentam problemas urgentes da população.""",
        """La City Data Alliance de Bloomberg Philanthropies est dirigée par le Bloomberg Center for Government Excellence (GovEx) de l’Université Johns Hopkins. Les villes passent de la planification à la pratique : leurs équipes conçoivent, testent et lancent des projets ciblés, appuyés sur des données, qui répondent à des difficultés pressantes de la population.""",
    ),
}

PHASES: list[Phase] = [
    {
        "key": "define",
        "name": in_four("Define", "Definir", "Definir", "Définir"),
        "question": in_four(
            "What is the problem, really?",
            "¿Cuál es, en verdad, el problema?",
            "Qual é, de fato, o problema?",
            "Quel est vraiment le problème ?",
        ),
        "text": in_four(
            "A focused project centred on residents, and a measure everyone agrees on.",
            "Un proyecto acotado y centrado en la gente, y una medida en la que todos coinciden.",
            "Um projeto bem delimitado e centrado na população, e uma medida com a qual todos concordam.",
            "Un projet ciblé, centré sur la population, et une mesure acceptée par tous.",
        ),
    },
    {
        "key": "test",
        "name": in_four("Test", "Probar", "Testar", "Tester"),
        "question": in_four(
            "Which idea holds up?", "¿Qué idea se sostiene?", "Que ideia se sustenta?", "Quelle idée tient la route ?"
        ),
        "text": in_four(
            "Short, cheap tests of parts, with the pass mark written down before.",
            "Pruebas cortas y baratas de cada parte, con el criterio de éxito escrito de antemano.",
            "Testes curtos e baratos de cada parte, com o critério de sucesso escrito antes.",
            "Des essais courts et peu coûteux, avec un seuil de réussite fixé d’avance.",
        ),
    },
    {
        "key": "pilot",
        "name": in_four("Pilot", "Pilotear", "Pilotar", "Expérimenter"),
        "question": in_four("Does it work here?", "¿Funciona aquí?", "Funciona aqui?", "Est-ce que cela marche ici ?"),
        "text": in_four(
            "A minimum viable solution in practice, with real residents, measured.",
            "Una solución mínima viable en la práctica, con personas reales y medición.",
            "Uma solução mínima viável na prática, com moradores reais e medição.",
            "Une solution minimale viable sur le terrain, avec de vrais usagers, et mesurée.",
        ),
    },
    {
        "key": "scale",
        "name": in_four("Scale", "Escalar", "Escalar", "Déployer"),
        "question": in_four("Will it last?", "¿Va a durar?", "Vai durar?", "Est-ce que cela va durer ?"),
        "text": in_four(
            "Use the evidence to adapt, hand over and grow what works.",
            "Usar la evidencia para adaptar, traspasar y ampliar lo que funciona.",
            "Usar as evidências para adaptar, repassar e ampliar o que funciona.",
            "S’appuyer sur les preuves pour adapter, transmettre et étendre ce qui marche.",
        ),
    },
]

# The five criteria, by the keys of applications.eligibility.CRITERIA.
FITS: list[Point] = [
    {
        "key": "population",
        "title": in_four(
            "100,000 residents or more",
            "100 000 habitantes o más",
            "100 mil habitantes ou mais",
            "100 000 habitants ou plus",
        ),
        "text": in_four(
            "In the city, commune, partido or municipality you govern.",
            "En la ciudad, comuna, partido o municipio que gobierna.",
            "Na cidade ou no município que você governa.",
            "Dans la ville, la commune ou la municipalité que vous administrez.",
        ),
    },
    {
        "key": "mandate",
        "title": in_four(
            "A mayor with two years or more in office",
            "Dos años o más de mandato por delante",
            "Dois anos ou mais de mandato pela frente",
            "Un mandat qui court encore deux ans ou plus",
        ),
        "text": in_four(
            "Or a plan for how the work survives a change of mayor.",
            "O un plan para que el trabajo siga si cambia la autoridad.",
            "Ou um plano para o trabalho continuar se a gestão mudar.",
            "Ou un plan pour que le travail survive à un changement à la mairie.",
        ),
    },
    {
        "key": "commitment",
        "title": in_four(
            "Leaders committed to data and AI",
            "Autoridades comprometidas con los datos y la IA",
            "Lideranças comprometidas com dados e IA",
            "Des dirigeants engagés pour les données et l’IA",
        ),
        "text": in_four(
            "And to better results for residents.",
            "Y con mejores resultados para la gente.",
            "E com melhores resultados para a população.",
            "Et pour de meilleurs résultats pour la population.",
        ),
    },
    {
        "key": "data",
        "title": in_four(
            "Strong data foundations",
            "Fundamentos de datos sólidos",
            "Fundamentos de dados sólidos",
            "Un socle de données solide",
        ),
        "text": in_four(
            "Data you can use, and people who can analyse it.",
            "Datos que se pueden usar y personas que saben analizarlos.",
            "Dados que se podem usar e pessoas que sabem analisá-los.",
            "Des données utilisables, et des personnes capables de les analyser.",
        ),
    },
    {
        "key": "team",
        "title": in_four(
            "A team that can decide",
            "Un equipo que puede decidir",
            "Uma equipe que pode decidir",
            "Une équipe qui peut décider",
        ),
        "text": in_four(
            "From several departments, with the authority to change a service.",
            "De varias áreas y con autoridad para cambiar un servicio.",
            "De várias áreas e com autoridade para mudar um serviço.",
            "Issue de plusieurs services, et habilitée à changer une prestation.",
        ),
    },
]

QUESTIONS: list[Point] = [
    {
        "key": "time",
        "title": in_four(
            "How much time does it take?",
            "¿Cuánto tiempo lleva?",
            "Quanto tempo exige?",
            "Combien de temps faut-il y consacrer ?",
        ),
        "text": in_four(
            "The time commitment for 2027 is to be confirmed by the programme team. Plan for a team with time set aside, and for senior leaders to join one convening in person.",
            "El equipo del programa debe confirmar la dedicación para 2027. Prevea un equipo con tiempo reservado y que las autoridades asistan a un encuentro presencial.",
            "A dedicação em 2027 ainda será confirmada pela equipe do programa. Conte com uma equipe com tempo reservado e com a ida das lideranças a um encontro presencial.",
            "L’engagement demandé en 2027 reste à confirmer par l’équipe du programme. Prévoyez une équipe qui dispose de temps, et la présence des dirigeants à une rencontre en personne.",
        ),
    },
    {
        "key": "mandate",
        "title": in_four(
            "Does our mayor have to have two years left?",
            "¿Tienen que quedar dos años de mandato?",
            "É preciso ter dois anos de mandato pela frente?",
            "Le mandat doit-il courir encore deux ans ?",
        ),
        "text": in_four(
            "It is a guide, not a rule. If your mayor’s term ends sooner, tell us how the work would carry on, and we read that plan with your application.",
            "Es una guía, no una regla. Si el mandato termina antes, cuente cómo seguiría el trabajo, y leemos ese plan junto con su postulación.",
            "É uma referência, não uma regra. Se o mandato terminar antes, conte como o trabalho continuaria, e lemos esse plano junto com a inscrição.",
            "C’est un repère, pas une règle. Si le mandat prend fin plus tôt, dites comment le travail continuerait : nous lisons ce plan avec votre candidature.",
        ),
    },
    {
        "key": "size",
        "title": in_four(
            "What if our city has fewer than 100,000 residents?",
            "¿Y si mi ciudad tiene menos de 100 000 habitantes?",
            "E se a cidade tiver menos de 100 mil habitantes?",
            "Et si notre ville compte moins de 100 000 habitants ?",
        ),
        "text": in_four(
            "You can still send the interest form. Give us the newest number for the area you govern, and its source.",
            "Puede enviar igual el formulario de interés. Indique el dato más reciente del territorio que gobierna y su fuente.",
            "Você pode enviar o formulário de interesse mesmo assim. Informe o número mais recente do território que governa, com a fonte.",
            "Vous pouvez tout de même envoyer la déclaration d’intérêt. Donnez le chiffre le plus récent pour votre territoire, avec sa source.",
        ),
    },
    {
        "key": "idea",
        "title": in_four(
            "Do we need a finished project idea?",
            "¿Hace falta tener un proyecto definido?",
            "É preciso ter um projeto pronto?",
            "Faut-il un projet déjà défini ?",
        ),
        "text": in_four(
            "No. The interest form needs no project. By the application, you need a problem that residents feel and that has proven difficult to solve.",
            "No. El formulario de interés no lo pide. Al postularse necesita un problema que la gente siente y que ha sido difícil de resolver.",
            "Não. O formulário de interesse não pede projeto. Na inscrição, é preciso um problema que a população sente e que tem sido difícil de resolver.",
            "Non. La déclaration d’intérêt n’en demande pas. Au moment de la candidature, il vous faut un problème que vit la population et qui résiste aux solutions.",
        ),
    },
    {
        "key": "who",
        "title": in_four(
            "Who may send the interest form?",
            "¿Quién puede enviar el formulario de interés?",
            "Quem pode enviar o formulário de interesse?",
            "Qui peut envoyer la déclaration d’intérêt ?",
        ),
        "text": in_four(
            "Anyone who works for the city, as long as the mayor’s office knows, and the city manager where there is one. There is one form a city, and it commits you to nothing.",
            "Cualquier persona que trabaje para la ciudad, siempre que la alcaldía lo sepa. Hay un formulario por ciudad y no compromete a nada.",
            "Qualquer pessoa que trabalhe para a cidade, desde que o gabinete saiba. Há um formulário por cidade, e ele não compromete a nada.",
            "Toute personne qui travaille pour la ville, pourvu que la mairie le sache, ainsi que la direction générale s’il y en a une. Il y a une déclaration par ville, et elle n’engage à rien.",
        ),
    },
    {
        "key": "ai",
        "title": in_four(
            "Do we need experience with AI?",
            "¿Hace falta experiencia con IA?",
            "É preciso ter experiência com IA?",
            "Faut-il de l’expérience en IA ?",
        ),
        "text": in_four(
            "The form asks for an idea of how data or AI might help, not for a system that runs. What counts is data you can use and people who can analyse it.",
            "El formulario pide una idea de cómo ayudarían los datos o la IA, no un sistema en marcha. Lo que cuenta es tener datos útiles y personas que sepan analizarlos.",
            "O formulário pede uma ideia de como dados ou IA ajudariam, e não um sistema em uso. O que conta é ter dados úteis e pessoas que saibam analisá-los.",
            "Le formulaire demande une idée de ce que les données ou l’IA apporteraient, pas un système en service. Ce qui compte : des données utilisables et des personnes capables de les analyser.",
        ),
    },
    {
        "key": "money",
        "title": in_four(
            "Does the programme pay cities?",
            "¿El programa da dinero a las ciudades?",
            "O programa dá recursos às cidades?",
            "Le programme verse-t-il de l’argent aux villes ?",
        ),
        "text": in_four(
            "This is to be confirmed by the programme team. What cities receive for sure is coaching, expertise, workshops, peer learning and a convening.",
            "El equipo del programa debe confirmarlo. Lo seguro es coaching, especialistas, talleres, aprendizaje entre ciudades y un encuentro.",
            "Isso ainda será confirmado pela equipe do programa. O que as cidades recebem com certeza é mentoria, especialistas, oficinas, troca entre cidades e um encontro.",
            "Cela reste à confirmer par l’équipe du programme. Ce qui est acquis : accompagnement, expertise, ateliers, apprentissage entre villes et une rencontre.",
        ),
    },
    {
        "key": "language",
        "title": in_four(
            "Can we apply in our own language?",
            "¿Podemos postularnos en nuestro idioma?",
            "Podemos nos inscrever na nossa língua?",
            "Pouvons-nous écrire dans notre langue ?",
        ),
        "text": in_four(
            "Yes, in English, Spanish, Portuguese or French. The languages of the official form are to be confirmed by the programme team.",
            "Sí, en español, inglés, portugués o francés. El equipo del programa debe confirmar los idiomas del formulario oficial.",
            "Sim, em português, espanhol, inglês ou francês. As línguas do formulário oficial ainda serão confirmadas pela equipe do programa.",
            "Oui, en français, en anglais, en espagnol ou en portugais. Les langues du formulaire officiel restent à confirmer par l’équipe du programme.",
        ),
    },
]

# One line for readers of another language than the page's: a question, and the way to the check.
INVITATION: Text = in_four(
    "Does your city have a problem that people feel every day and nobody has managed to solve?",
    "¿Su ciudad tiene un problema que la gente siente todos los días y que nadie ha logrado resolver?",
    "Sua cidade tem um problema que as pessoas sentem todos os dias e que ninguém conseguiu resolver?",
    "Votre ville vit-elle chaque jour un problème que personne n’a encore réussi à résoudre ?",
)
INVITATION_ACT: Text = in_four(
    "Check if your city qualifies",
    "Compruebe si su ciudad puede participar",
    "Veja se a sua cidade pode participar",
    "Vérifiez si votre ville peut participer",
)
