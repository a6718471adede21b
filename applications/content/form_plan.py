"""The default form, third group: how you would work."""

from typing import Any

from applications.content.languages import in_four
from applications.content.shapes import question, section

TEAM: dict[str, Any] = section(
    "team",
    "plan",
    in_four("Your team", "Su equipo", "Sua equipe", "Votre équipe"),
    in_four(
        "Work contacts of officials only. People can change later; the roles matter more.",
        "Solo contactos laborales de personal de la ciudad. Las personas pueden cambiar después; importan más los roles.",
        "Só contatos de trabalho de servidores. As pessoas podem mudar depois; os papéis importam mais.",
        "Uniquement les coordonnées professionnelles du personnel de la ville. Les personnes peuvent changer ; les rôles comptent davantage.",
    ),
    20,
    [
        question(
            "team",
            "team",
            in_four(
                "Who would work on this?",
                "¿Quiénes trabajarían en esto?",
                "Quem trabalharia nisso?",
                "Qui y travaillerait ?",
            ),
            in_four(
                "Name people from at least two departments, with one who can change the service.",
                "Incluya personas de al menos dos áreas, con una que pueda cambiar el servicio.",
                "Inclua pessoas de pelo menos duas áreas, com uma que possa mudar o serviço.",
                "Nommez des personnes d’au moins deux services, dont une qui peut changer la prestation.",
            ),
            semantic="team",
            mayor="renews",
        ),
        question(
            "team_authority",
            "long_text",
            in_four(
                "What can this team decide by itself?",
                "¿Qué puede decidir este equipo por su cuenta?",
                "O que essa equipe pode decidir sozinha?",
                "Que peut décider cette équipe par elle-même ?",
            ),
            in_four(
                "Say also what it has to ask for, and whom.",
                "Diga también qué debe pedir y a quién.",
                "Diga também o que ela precisa pedir, e a quem.",
                "Dites aussi ce qu’elle doit demander, et à qui.",
            ),
            words=150,
        ),
    ],
)

DATA_AI: dict[str, Any] = section(
    "data_ai",
    "plan",
    in_four(
        "Data and AI you would use",
        "Datos e IA que usarían",
        "Dados e IA que vocês usariam",
        "Données et IA que vous utiliseriez",
    ),
    in_four(
        "An idea is enough. Do not send any data about residents.",
        "Basta una idea. No envíe datos de personas.",
        "Basta uma ideia. Não envie dados de pessoas.",
        "Une idée suffit. N’envoyez aucune donnée sur des personnes.",
    ),
    40,
    [
        question(
            "data_sources",
            "long_text",
            in_four(
                "Which data do you have on this problem, and who looks after it?",
                "¿Qué datos tienen sobre este problema y quién los cuida?",
                "Que dados vocês têm sobre esse problema, e quem cuida deles?",
                "De quelles données disposez-vous sur ce problème, et qui en répond ?",
            ),
            in_four(
                "Say for each how far back it goes, how good it is, and what is missing.",
                "Diga desde cuándo existen, qué tan buenos son y qué falta.",
                "Diga desde quando existem, se têm qualidade e o que falta.",
                "Dites depuis quand elles existent, ce qu’elles valent et ce qui manque.",
            ),
            words=200,
        ),
        question(
            "ai_use",
            "long_text",
            in_four(
                "How might data or AI help?",
                "¿Cómo podrían ayudar los datos o la IA?",
                "Como os dados ou a IA poderiam ajudar?",
                "En quoi les données ou l’IA pourraient-elles aider ?",
            ),
            in_four(
                "Say which decision or step would become better or faster, and who would still decide.",
                "Diga qué decisión o paso sería mejor o más rápido y quién seguiría decidiendo.",
                "Diga que decisão ou etapa ficaria melhor ou mais rápida, e quem continuaria decidindo.",
                "Dites quelle décision ou étape serait meilleure ou plus rapide, et qui déciderait encore.",
            ),
            example=in_four(
                "A tool could sort photos of street damage by urgency, so that an inspector sees the worst first. The inspector would still decide, and could say that the tool was wrong.",
                "Una herramienta podría ordenar por urgencia las fotos de daños en la calle, para que la inspectora vea primero lo peor. Ella seguiría decidiendo y podría indicar que la herramienta se equivocó.",
                "Uma ferramenta poderia ordenar por urgência as fotos de danos nas ruas, para que o fiscal veja primeiro o pior. Ele continuaria decidindo e poderia dizer que a ferramenta errou.",
                "Un outil pourrait classer par urgence les photos de dégâts, pour que l’inspectrice voie d’abord les pires. Elle déciderait toujours, et pourrait signaler que l’outil s’est trompé.",
            ),
            words=200,
            mayor="reads",
        ),
        question(
            "risks",
            "long_text",
            in_four(
                "What could go wrong for residents, and how would you guard against it?",
                "¿Qué podría salir mal para la gente y cómo lo evitarían?",
                "O que poderia dar errado para a população, e como vocês evitariam?",
                "Qu’est-ce qui pourrait nuire à la population, et comment l’éviteriez-vous ?",
            ),
            in_four(
                "Think of privacy, unfair treatment, mistakes, and people who cannot go online.",
                "Piense en privacidad, trato injusto, errores y personas sin internet.",
                "Pense em privacidade, tratamento injusto, erros e pessoas sem internet.",
                "Pensez à la vie privée, aux traitements injustes, aux erreurs et aux personnes sans Internet.",
            ),
            words=150,
        ),
    ],
)

COMMITMENT: dict[str, Any] = section(
    "commitment",
    "plan",
    in_four(
        "Leadership commitment",
        "Compromiso de las autoridades",
        "Compromisso das lideranças",
        "Engagement des dirigeants",
    ),
    in_four(
        "What your leaders have done counts more than what they promise.",
        "Lo que sus autoridades ya hicieron cuenta más que lo que prometen.",
        "O que as lideranças já fizeram conta mais do que o que prometem.",
        "Ce que vos dirigeants ont déjà fait compte plus que ce qu’ils promettent.",
    ),
    20,
    [
        question(
            "leadership",
            "long_text",
            in_four(
                "What has your mayor or another senior leader done for this work?",
                "¿Qué hizo por este trabajo la alcaldía u otra autoridad?",
                "O que o gabinete ou outra liderança fez por este trabalho?",
                "Qu’a fait la mairie, ou une autre direction, pour ce travail ?",
            ),
            in_four(
                "Name acts, such as a decree, a budget line, a post or a regular meeting, and what they would do next.",
                "Nombre hechos, como un decreto, una partida, un puesto o una reunión periódica, y qué harían después.",
                "Cite atos, como um decreto, uma verba, um cargo ou uma reunião regular, e o que fariam depois.",
                "Citez des actes, comme un arrêté, un budget, un poste ou une réunion régulière, et ce qui suivrait.",
            ),
            words=200,
            mayor="renews",
        ),
        question(
            "public_statement",
            "link",
            in_four(
                "A public statement, decree or strategy",
                "Una declaración pública, un decreto o una estrategia",
                "Uma declaração pública, um decreto ou uma estratégia",
                "Une déclaration publique, un arrêté ou une stratégie",
            ),
            in_four(
                "A web address that anyone can open.",
                "Una dirección web que cualquiera pueda abrir.",
                "Um endereço que qualquer pessoa possa abrir.",
                "Une adresse web accessible à tous.",
            ),
            required=False,
        ),
        question(
            "support_letter",
            "file",
            in_four("A letter of support", "Una carta de apoyo", "Uma carta de apoio", "Une lettre d’appui"),
            in_four(
                "A PDF from the mayor or another senior leader, without data about residents.",
                "Un PDF firmado por la alcaldía u otra autoridad, sin datos de personas.",
                "Um PDF do gabinete ou de outra liderança, sem dados de pessoas.",
                "Un PDF de la mairie ou d’une autre direction, sans données sur des personnes.",
            ),
            required=False,
            semantic="support_letter",
        ),
    ],
)
