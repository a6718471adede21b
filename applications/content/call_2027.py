"""The default call for 2027: what `manage.py` loads until the programme team edits it.

What the programme has published comes from its description; what it has not (dates, seats, time, money) is
marked as to be confirmed. The dates below are placeholders of that kind, so that the portal can be tried.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from applications.content import form_city, form_plan, form_problem
from applications.content.languages import Text, in_four

ZONE = ZoneInfo("America/New_York")

CALL: dict[str, Any] = {
    "slug": "2027",
    "title": in_four(
        "City Data Alliance 2027: call for applications",
        "City Data Alliance 2027: convocatoria",
        "City Data Alliance 2027: chamada de inscrições",
        "City Data Alliance 2027 : appel à candidatures",
    ),
    "summary": in_four(
        "For mayors and city teams across the Americas who want to solve one problem that residents feel, with data and AI.",
        "Para alcaldías y equipos de ciudades de las Américas que quieren resolver, con datos e IA, un problema que la gente siente.",
        "Para prefeituras e equipes de cidades das Américas que querem resolver, com dados e IA, um problema que a população sente.",
        "Pour les mairies et les équipes municipales des Amériques qui veulent résoudre, avec les données et l’IA, un problème que vit la population.",
    ),
    "zone": "America/New_York",
    "zone_place": "Baltimore",
    "interest_opens": datetime(2026, 11, 2, 9, 0, tzinfo=ZONE),
    "interest_closes": datetime(2027, 2, 26, 17, 0, tzinfo=ZONE),
    "application_opens": datetime(2026, 11, 16, 9, 0, tzinfo=ZONE),
    "application_closes": datetime(2027, 4, 16, 17, 0, tzinfo=ZONE),
    "grace_minutes": 30,
    "news_by": None,
    "population_threshold": 100_000,
    "mandate_months": 24,
    "reference_date": date(2027, 3, 15),
    "programme_start": date(2027, 7, 19),
    "seats": 15,
    "languages": ["en", "es", "pt-br", "fr"],
    "endorsement": "by_date",
    "endorsement_due": datetime(2027, 4, 30, 17, 0, tzinfo=ZONE),
    "endorsement_version": "1",
    "to_be_confirmed": True,
}

TEXTS: dict[str, Text] = {
    # What the mayor agrees to, and that the wording is not final.
    "endorsement": in_four(
        """I have read the summary of our city’s application to the City Data Alliance. On behalf of the city I endorse it.

If our city is selected, the team named in it works on this problem with my support.""",
        """He leído el resumen de la postulación de nuestra ciudad a la City Data Alliance. En nombre de la ciudad, la respaldo.

Si nuestra ciudad es seleccionada, el equipo que figura en ella trabajará en este problema con mi apoyo.""",
        """Li o resumo da inscrição da nossa cidade na City Data Alliance. Em nome da cidade, declaro meu apoio a ela.

Se a nossa cidade for selecionada, a equipe indicada trabalhará neste problema com o meu apoio.""",
        """J’ai lu le résumé de la candidature de notre ville à la City Data Alliance. Au nom de la ville, je la soutiens.

Si notre ville est retenue, l’équipe qui y figure travaillera sur ce problème avec mon appui.""",
    ),
    "endorsement_note": in_four(
        "The wording of the statement and the date are to be confirmed by the programme team.",
        "El equipo del programa debe confirmar el texto de la declaración y la fecha.",
        "O texto da declaração e a data ainda serão confirmados pela equipe do programa.",
        "Le texte de la déclaration et la date restent à confirmer par l’équipe du programme.",
    ),
    # Beside every date of this call.
    "dates_note": in_four(
        "These dates are to be confirmed by the programme team.",
        "El equipo del programa debe confirmar estas fechas.",
        "Estas datas ainda serão confirmadas pela equipe do programa.",
        "Ces dates restent à confirmer par l’équipe du programme.",
    ),
    "journey": in_four(
        """Cities enter with a problem that residents feel and that has proven difficult to solve. Over the programme, city teams:

- define a focused project with residents at its centre
- test possible solutions before they scale
- pilot a minimum viable solution in practice
- use evidence to guide adaptation and scale
- strengthen what their city can do with data and AI

Each city leaves with a validated solution, and with clearer judgement about how to apply data and AI to the next challenge.""",
        """Las ciudades llegan con un problema que la gente siente y que ha sido difícil de resolver. A lo largo del programa, sus equipos:

- definen un proyecto acotado y centrado en la gente
- prueban posibles soluciones antes de ampliarlas
- ponen en marcha un piloto con una solución mínima viable
- usan la evidencia para adaptar y ampliar
- fortalecen lo que su ciudad puede hacer con datos e IA

Cada ciudad termina con una solución validada y con mejor criterio para aplicar datos e IA a los próximos desafíos.""",
        """As cidades chegam com um problema que a população sente e que tem sido difícil de resolver. Ao longo do programa, as equipes:

- definem um projeto bem delimitado e centrado na população
- testam possíveis soluções antes de ampliar
- colocam em prática um piloto com uma solução mínima viável
- usam evidências para adaptar e ampliar
- fortalecem o que a cidade consegue fazer com dados e IA

Cada cidade sai com uma solução validada e com mais clareza sobre como usar dados e IA nos próximos desafios.""",
        """Les villes arrivent avec un problème que vit la population et qui résiste aux solutions. Au fil du programme, leurs équipes :

- définissent un projet ciblé, centré sur la population
- testent des solutions possibles avant de les étendre
- mettent à l’essai, sur le terrain, une solution minimale viable
- s’appuient sur les preuves pour adapter et étendre
- renforcent ce que leur ville sait faire avec les données et l’IA

Chaque ville repart avec une solution validée, et un meilleur jugement pour appliquer les données et l’IA à la suite.""",
    ),
    "offers": in_four(
        """Selected cities receive hands-on support:

- dedicated strategic coaching
- access to data science and AI expertise
- practical workshops
- peer learning with the other cities
- an in-person convening for senior leaders""",
        """Las ciudades seleccionadas reciben un apoyo práctico:

- coaching estratégico propio
- acceso a especialistas en ciencia de datos e IA
- talleres prácticos
- aprendizaje entre ciudades
- un encuentro presencial para sus autoridades""",
        """As cidades selecionadas recebem apoio prático:

- mentoria estratégica dedicada
- acesso a especialistas em ciência de dados e IA
- oficinas práticas
- troca de experiências com as outras cidades
- um encontro presencial para as lideranças""",
        """Les villes retenues reçoivent un appui concret :

- un accompagnement stratégique attitré
- l’accès à une expertise en science des données et en IA
- des ateliers pratiques
- l’apprentissage entre villes
- une rencontre en personne pour les dirigeants""",
    ),
    "asks": in_four(
        """Cities that fit best usually have these five things:

- 100,000 residents or more
- a mayor with at least two years left in office
- leaders committed to using data and AI to improve results for residents
- strong data foundations and the capacity to analyse data
- a team from several departments, with the authority to decide

They are a guide. A person reads every answer, and none of them is an automatic no. How many hours a week the work takes is to be confirmed by the programme team.""",
        """Las ciudades más indicadas suelen reunir cinco condiciones:

- 100 000 habitantes o más
- una autoridad local con al menos dos años de mandato por delante
- dirigentes comprometidos a usar datos e IA para mejorar la vida de la gente
- fundamentos de datos sólidos y capacidad de análisis
- un equipo de varias áreas con poder de decisión

Son una guía. Una persona lee cada respuesta y ninguna condición es un no automático. El equipo del programa debe confirmar cuántas horas por semana lleva el trabajo.""",
        """As cidades mais indicadas costumam reunir cinco condições:

- 100 mil habitantes ou mais
- um prefeito ou uma prefeita com pelo menos dois anos de mandato pela frente
- lideranças comprometidas em usar dados e IA para melhorar a vida da população
- fundamentos de dados sólidos e capacidade de análise
- uma equipe de várias áreas, com poder de decisão

São uma referência. Uma pessoa lê cada resposta, e nenhuma condição é um não automático. Quantas horas por semana o trabalho exige ainda será confirmado pela equipe do programa.""",
        """Les villes les mieux placées réunissent en général cinq conditions :

- 100 000 habitants ou plus
- une mairie dont le mandat court encore au moins deux ans
- des dirigeants décidés à utiliser les données et l’IA pour améliorer la vie de la population
- un socle de données solide et des capacités d’analyse
- une équipe issue de plusieurs services, habilitée à décider

Ce sont des repères. Une personne lit chaque réponse, et aucune condition n’entraîne un refus d’office. Le nombre d’heures par semaine reste à confirmer par l’équipe du programme.""",
    ),
    "interest": in_four(
        "The interest form is short: basic facts about your city. One per city. It commits you to nothing, and you do not need a project yet. Anyone who works for the city may send it, as long as the mayor’s office knows, and the city manager where there is one.",
        "El formulario de interés es breve: datos básicos de su ciudad. Hay uno por ciudad, no compromete a nada y no hace falta tener un proyecto. Puede enviarlo cualquier persona que trabaje para la ciudad, siempre que la alcaldía lo sepa.",
        "O formulário de interesse é curto: dados básicos da sua cidade. Há um por cidade, ele não compromete a nada e não é preciso ter um projeto. Qualquer pessoa que trabalhe para a cidade pode enviar, desde que o gabinete saiba.",
        "La déclaration d’intérêt est courte : des faits de base sur votre ville. Une seule par ville. Elle n’engage à rien et aucun projet n’est requis. Toute personne qui travaille pour la ville peut l’envoyer, pourvu que la mairie le sache, ainsi que la direction générale s’il y en a une.",
    ),
    "before_you_start": in_four(
        """- Plan for four to five hours in all, spread over several people and days.
- Your answers are saved while you write. You can stop at any time and come back.
- Write in English, Spanish, Portuguese or French. You can change the language of the page when you like.
- You can read and print the whole form before you start.
- Do not send data about residents, not even as an example.""",
        """- Calcule entre cuatro y cinco horas en total, repartidas entre varias personas y días.
- Sus respuestas se guardan mientras escribe. Puede parar cuando quiera y volver.
- Escriba en español, inglés, portugués o francés. Puede cambiar el idioma de la página cuando quiera.
- Puede leer e imprimir todo el formulario antes de empezar.
- No envíe datos de personas, ni siquiera como ejemplo.""",
        """- Reserve de quatro a cinco horas no total, divididas entre várias pessoas e dias.
- Suas respostas são salvas enquanto você escreve. Dá para parar quando quiser e voltar depois.
- Escreva em português, espanhol, inglês ou francês. Dá para mudar o idioma da página a qualquer momento.
- Você pode ler e imprimir o formulário inteiro antes de começar.
- Não envie dados de pessoas, nem como exemplo.""",
        """- Prévoyez de quatre à cinq heures en tout, réparties entre plusieurs personnes et plusieurs jours.
- Vos réponses sont enregistrées pendant que vous écrivez. Vous pouvez vous arrêter et revenir.
- Écrivez en français, en anglais, en espagnol ou en portugais. Vous pouvez changer la langue de la page à tout moment.
- Vous pouvez lire et imprimer tout le formulaire avant de commencer.
- N’envoyez aucune donnée sur des personnes, même à titre d’exemple.""",
    ),
    "next_steps": in_four(
        """1. You check whether your city fits and send the interest form.
2. We read it. We may ask you a question, and we tell you whether you are invited to apply.
3. Your team writes the application, with a problem that residents feel.
4. We read every application and may ask a question.
5. You hear from us by mail and on your status page. When that will be is to be confirmed by the programme team.""",
        """1. Compruebe si su ciudad puede participar y envíe el formulario de interés.
2. Lo leemos. Puede que le hagamos una pregunta, y le decimos si invitamos a su ciudad a postularse.
3. Su equipo escribe la postulación, con un problema que la gente siente.
4. Leemos todas las postulaciones y puede que hagamos alguna pregunta.
5. Le avisamos por correo y en su página de estado. El equipo del programa debe confirmar cuándo.""",
        """1. Você confere se a cidade se encaixa e envia o formulário de interesse.
2. Nós lemos. Podemos fazer uma pergunta, e avisamos se a cidade foi convidada a se inscrever.
3. A equipe escreve a inscrição, com um problema que a população sente.
4. Lemos todas as inscrições e podemos fazer perguntas.
5. Avisamos por e-mail e na sua página de acompanhamento. Quando será ainda depende da equipe do programa.""",
        """1. Vous vérifiez si votre ville correspond et envoyez la déclaration d’intérêt.
2. Nous la lisons. Nous pouvons vous poser une question, puis nous vous disons si vous êtes invités à poser votre candidature.
3. Votre équipe rédige la candidature, autour d’un problème que vit la population.
4. Nous lisons chaque candidature et pouvons poser une question.
5. Vous avez notre réponse par courriel et sur votre page de suivi. La date reste à confirmer par l’équipe du programme.""",
    ),
    "after_submit": in_four(
        "We read every application, and may ask you a question before we decide. You do not need to do anything now. When you will hear from us is to be confirmed by the programme team; your status page always says what comes next.",
        "Leemos todas las postulaciones y puede que le hagamos una pregunta antes de decidir. Por ahora no tiene que hacer nada. El equipo del programa debe confirmar cuándo le avisaremos; su página de estado siempre dice qué sigue.",
        "Lemos todas as inscrições e podemos fazer uma pergunta antes de decidir. Você não precisa fazer nada agora. Quando avisaremos ainda será confirmado pela equipe do programa; sua página de acompanhamento sempre diz o que vem depois.",
        "Nous lisons chaque candidature et pouvons vous poser une question avant de décider. Vous n’avez rien à faire pour l’instant. La date de notre réponse reste à confirmer par l’équipe du programme ; votre page de suivi indique toujours la suite.",
    ),
}

GROUPS: dict[str, Text] = {
    "city": in_four("Your city", "Su ciudad", "Sua cidade", "Votre ville"),
    "problem": in_four(
        "The problem and how you know it",
        "El problema y cómo lo conocen",
        "O problema e como vocês o conhecem",
        "Le problème et ce que vous en savez",
    ),
    "plan": in_four("How you would work", "Cómo trabajarían", "Como vocês trabalhariam", "Comment vous travailleriez"),
}

SECTIONS: list[dict[str, Any]] = [
    form_city.CITY,
    form_city.MAYOR,
    form_city.FOUNDATIONS,
    form_problem.PROBLEM,
    form_problem.TRIED,
    form_problem.MEASURE,
    form_plan.TEAM,
    form_plan.DATA_AI,
    form_plan.COMMITMENT,
]
