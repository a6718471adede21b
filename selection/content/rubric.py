"""The default rubric: what selection looked at so far, in four languages. Nothing of it is official.

No weights and no anchors are published, so all weights are equal and the rubric is marked "to be confirmed by the
programme team". A call begins with a copy, which staff edit.
"""

from typing import Any

from applications.content.languages import Text, in_four

LOW, HIGH = 1, 5


def criterion(key: str, title: Text, help_text: Text, anchors: list[Text], *, ranks: bool = True) -> dict[str, Any]:
    """`anchors` from the lowest score to the highest."""
    return {
        "key": key,
        "title": title,
        "help": help_text,
        "weight": 1,
        "ranks": ranks,
        "anchors": {str(LOW + number): text for number, text in enumerate(anchors)},
    }


CRITERIA: list[dict[str, Any]] = [
    criterion(
        "problem",
        in_four(
            "The problem and its residents",
            "El problema y sus residentes",
            "O problema e seus moradores",
            "Le problème et les habitants",
        ),
        in_four(
            "Is the problem clear, felt by residents and shown by evidence? Is it plain why it has stayed hard to solve?",
            "¿El problema es claro, lo siente la gente y hay evidencia que lo muestra? ¿Se entiende por qué ha sido difícil resolverlo?",
            "O problema é claro, é sentido pela população e há evidências dele? Fica claro por que tem sido difícil resolvê-lo?",
            "Le problème est-il clair, vécu par la population et étayé par des éléments concrets ? Comprend-on pourquoi il reste difficile à résoudre ?",
        ),
        [
            in_four(
                "A topic or a tool, and no problem of residents.",
                "Un tema o una herramienta, y ningún problema de la gente.",
                "Um tema ou uma ferramenta, e nenhum problema da população.",
                "Un thème ou un outil, mais aucun problème vécu par la population.",
            ),
            in_four(
                "A problem is named, but not who has it or how large it is.",
                "Se nombra un problema, pero no a quién afecta ni su tamaño.",
                "Um problema é citado, mas não quem é afetado nem o seu tamanho.",
                "Un problème est nommé, mais on ne sait ni qui il touche ni son ampleur.",
            ),
            in_four(
                "Clear who has the problem and where; little evidence of its size.",
                "Está claro a quién afecta y dónde; hay poca evidencia de su tamaño.",
                "Está claro quem é afetado e onde; há poucas evidências do seu tamanho.",
                "On voit bien qui est touché et où ; peu d’éléments sur l’ampleur.",
            ),
            in_four(
                "Clear and shown by evidence; why it stayed hard is explained in part.",
                "Claro y mostrado con evidencia; se explica en parte por qué sigue sin resolverse.",
                "Claro e demonstrado com evidências; explica-se em parte por que continua sem solução.",
                "Clair et étayé ; on explique en partie pourquoi il résiste.",
            ),
            in_four(
                "Clear, shown by evidence and by residents’ own words; it is plain why earlier attempts fell short.",
                "Claro, mostrado con evidencia y con la voz de la gente; se entiende por qué no bastaron los intentos anteriores.",
                "Claro, demonstrado com evidências e com a voz da população; fica evidente por que as tentativas anteriores não bastaram.",
                "Clair, étayé et raconté par la population elle-même ; on comprend pourquoi les tentatives passées n’ont pas suffi.",
            ),
        ],
    ),
    criterion(
        "vision",
        in_four("Vision", "Visión", "Visão", "Vision"),
        in_four(
            "Does the city say what would be better for residents, and how data and technology would help?",
            "¿La ciudad dice qué mejoraría para la gente y cómo ayudarían los datos y la tecnología?",
            "A cidade diz o que melhoraria para a população e como os dados e a tecnologia ajudariam?",
            "La ville dit-elle ce qui irait mieux pour la population, et comment les données et la technologie y aideraient ?",
        ),
        [
            in_four(
                "No change for residents is described.",
                "No se describe ningún cambio para la gente.",
                "Não se descreve nenhuma mudança para a população.",
                "Aucun changement pour la population n’est décrit.",
            ),
            in_four(
                "A wish in general words.",
                "Un deseo en términos generales.",
                "Um desejo em termos gerais.",
                "Un souhait formulé en termes généraux.",
            ),
            in_four(
                "The change is described; how data would help is vague.",
                "Se describe el cambio; no queda claro cómo ayudarían los datos.",
                "A mudança é descrita; não fica claro como os dados ajudariam.",
                "Le changement est décrit ; le rôle des données reste flou.",
            ),
            in_four(
                "The change and the part of data are clear.",
                "El cambio y el papel de los datos están claros.",
                "A mudança e o papel dos dados estão claros.",
                "Le changement et le rôle des données sont clairs.",
            ),
            in_four(
                "Clear, ambitious and within reach, and it fits where the city wants to go.",
                "Clara, ambiciosa y alcanzable, y coherente con el rumbo de la ciudad.",
                "Clara, ambiciosa e viável, e coerente com o rumo da cidade.",
                "Claire, ambitieuse et réaliste, en accord avec le cap de la ville.",
            ),
        ],
    ),
    criterion(
        "data",
        in_four("Data foundations", "Base de datos y análisis", "Base de dados e análise", "Socle de données"),
        in_four(
            "Are the data this problem needs there, and people who can analyse them?",
            "¿Existen los datos que este problema necesita y personas que puedan analizarlos?",
            "Existem os dados de que este problema precisa e pessoas que saibam analisá-los?",
            "Les données utiles à ce problème existent-elles, avec des personnes capables de les analyser ?",
        ),
        [
            in_four(
                "Neither data nor analysts are named.",
                "No se mencionan datos ni analistas.",
                "Não se mencionam dados nem analistas.",
                "Ni données ni analystes ne sont mentionnés.",
            ),
            in_four(
                "Data exist, but are scattered, old or out of reach.",
                "Hay datos, pero dispersos, antiguos o inaccesibles.",
                "Há dados, mas dispersos, antigos ou inacessíveis.",
                "Des données existent, mais dispersées, anciennes ou inaccessibles.",
            ),
            in_four(
                "The main data are there; few people can use them.",
                "Los datos principales existen; pocas personas pueden usarlos.",
                "Os dados principais existem; poucas pessoas sabem usá-los.",
                "Les données principales existent ; peu de personnes savent s’en servir.",
            ),
            in_four(
                "Good data and a team that uses them in its work.",
                "Buenos datos y un equipo que los usa en su trabajo.",
                "Bons dados e uma equipe que os usa no trabalho.",
                "De bonnes données et une équipe qui s’en sert au quotidien.",
            ),
            in_four(
                "Good, governed data, shared across departments, and decisions already made by them.",
                "Buenos datos, con reglas de gestión, compartidos entre áreas, y decisiones ya tomadas con ellos.",
                "Bons dados, com regras de gestão, compartilhados entre secretarias, e decisões já tomadas com eles.",
                "De bonnes données, bien gérées, partagées entre services, et des décisions déjà prises grâce à elles.",
            ),
        ],
    ),
    criterion(
        "impact",
        in_four("Impact", "Impacto", "Impacto", "Impact"),
        in_four(
            "How much better would it be, for how many residents, and for those who have it hardest?",
            "¿Cuánto mejoraría, para cuántas personas, y para quienes peor lo pasan?",
            "Quanto melhoraria, para quantas pessoas, e para quem mais precisa?",
            "Quelle amélioration, pour combien de personnes, et pour celles qui en souffrent le plus ?",
        ),
        [
            in_four(
                "No effect on residents can be seen.",
                "No se ve ningún efecto en la gente.",
                "Não se vê nenhum efeito para a população.",
                "Aucun effet visible pour la population.",
            ),
            in_four(
                "A small effect, or for very few.",
                "Un efecto pequeño, o para muy pocas personas.",
                "Um efeito pequeno, ou para muito poucas pessoas.",
                "Un effet faible, ou pour très peu de personnes.",
            ),
            in_four(
                "A good effect that is likely, but not measured.",
                "Un buen efecto probable, pero sin forma de medirlo.",
                "Um bom efeito provável, mas sem forma de medi-lo.",
                "Un bon effet probable, mais sans mesure.",
            ),
            in_four(
                "A large effect, with a measure, a baseline and a target.",
                "Un efecto grande, con indicador, línea de base y meta.",
                "Um efeito grande, com indicador, linha de base e meta.",
                "Un effet important, avec un indicateur, une valeur de départ et une cible.",
            ),
            in_four(
                "A large, measured effect, also for the residents who have it hardest.",
                "Un efecto grande y medido, también para quienes peor lo pasan.",
                "Um efeito grande e medido, também para quem mais precisa.",
                "Un effet important et mesuré, y compris pour les personnes les plus touchées.",
            ),
        ],
    ),
    criterion(
        "delivery",
        in_four("Ability to deliver", "Capacidad de ejecución", "Capacidade de execução", "Capacité à réaliser"),
        in_four(
            "Does the team cross departments, have time, and have somebody who can decide?",
            "¿El equipo reúne varias áreas, tiene tiempo y alguien que puede decidir?",
            "A equipe reúne várias secretarias, tem tempo e alguém que pode decidir?",
            "L’équipe réunit-elle plusieurs services, a-t-elle du temps et quelqu’un qui peut décider ?",
        ),
        [
            in_four(
                "No team is named.",
                "No se nombra ningún equipo.",
                "Nenhuma equipe é indicada.",
                "Aucune équipe n’est désignée.",
            ),
            in_four(
                "One person or one department, without time set aside.",
                "Una persona o una sola área, sin tiempo asignado.",
                "Uma pessoa ou uma só secretaria, sem tempo reservado.",
                "Une personne ou un seul service, sans temps dégagé.",
            ),
            in_four(
                "A team across departments; who decides is open.",
                "Un equipo de varias áreas; no está claro quién decide.",
                "Uma equipe de várias secretarias; não está claro quem decide.",
                "Une équipe de plusieurs services ; on ne sait pas qui décide.",
            ),
            in_four(
                "A team with time and somebody who decides.",
                "Un equipo con tiempo y con alguien que decide.",
                "Uma equipe com tempo e com alguém que decide.",
                "Une équipe qui a du temps et quelqu’un qui décide.",
            ),
            in_four(
                "As 4, with the owner of the service in it and something comparable delivered before.",
                "Como 4, con el área responsable del servicio dentro y algo comparable ya logrado.",
                "Como 4, com a área responsável pelo serviço na equipe e algo comparável já entregue.",
                "Comme 4, avec le service responsable dans l’équipe et une réalisation comparable à son actif.",
            ),
        ],
    ),
    criterion(
        "transfer",
        in_four("Transferability", "Transferibilidad", "Transferibilidade", "Transférabilité"),
        in_four(
            "Could other cities use what is learned here?",
            "¿Podrían otras ciudades usar lo que aquí se aprenda?",
            "Outras cidades poderiam usar o que se aprender aqui?",
            "D’autres villes pourraient-elles se servir de ce qui sera appris ici ?",
        ),
        [
            in_four(
                "The problem is this city’s alone.",
                "El problema es solo de esta ciudad.",
                "O problema é só desta cidade.",
                "Le problème est propre à cette ville.",
            ),
            in_four(
                "Others have the problem; little could be carried over.",
                "Otras lo tienen; poco se podría trasladar.",
                "Outras o têm; pouco poderia ser aproveitado.",
                "D’autres l’ont aussi ; peu de choses seraient réutilisables.",
            ),
            in_four(
                "Parts could be used elsewhere.",
                "Algunas partes servirían en otro lugar.",
                "Algumas partes serviriam em outro lugar.",
                "Certaines parties serviraient ailleurs.",
            ),
            in_four(
                "Most of it could be used elsewhere, and the city wants to share it.",
                "La mayor parte serviría en otro lugar, y la ciudad quiere compartirla.",
                "A maior parte serviria em outro lugar, e a cidade quer compartilhar.",
                "L’essentiel servirait ailleurs, et la ville veut le partager.",
            ),
            in_four(
                "As 4, and it rests on tools and data that many cities have.",
                "Como 4, y se apoya en herramientas y datos que muchas ciudades tienen.",
                "Como 4, e usa ferramentas e dados que muitas cidades têm.",
                "Comme 4, avec des outils et des données dont beaucoup de villes disposent.",
            ),
        ],
    ),
    criterion(
        "mandate",
        in_four("The mayor’s mandate", "El mandato de la alcaldía", "O mandato da prefeitura", "Le mandat du maire"),
        in_four(
            "Is the mayor behind it, and would it last if the mayor changed? This informs the panel and does not rank.",
            "¿La alcaldía lo respalda y seguiría si cambiara? Informa al panel y no cuenta en la clasificación.",
            "A prefeitura apoia, e continuaria se houvesse troca? Informa o painel e não conta na classificação.",
            "Le maire soutient-il le projet, et celui-ci durerait-il après un changement ? Informe le comité et ne compte pas dans le classement.",
        ),
        [
            in_four(
                "No word from the mayor.",
                "Ninguna señal de la alcaldía.",
                "Nenhum sinal da prefeitura.",
                "Aucun signe du maire.",
            ),
            in_four(
                "The mayor knows of it.",
                "La alcaldía está al tanto.",
                "A prefeitura está ciente.",
                "Le maire est au courant.",
            ),
            in_four(
                "The mayor backs it; the term ends soon, without a plan for what follows.",
                "La alcaldía lo respalda; el mandato acaba pronto y no hay plan para después.",
                "A prefeitura apoia; o mandato acaba logo e não há plano para depois.",
                "Le maire le soutient ; le mandat finit bientôt, sans plan pour la suite.",
            ),
            in_four(
                "The mayor backs it, with time left or a plan for the change.",
                "La alcaldía lo respalda, con tiempo por delante o un plan de transición.",
                "A prefeitura apoia, com tempo pela frente ou um plano de transição.",
                "Le maire le soutient, avec du temps devant lui ou un plan de transition.",
            ),
            in_four(
                "As 4, and it stands in the city’s plan or budget.",
                "Como 4, y está en el plan o el presupuesto de la ciudad.",
                "Como 4, e está no plano ou no orçamento da cidade.",
                "Comme 4, et il figure dans le plan ou le budget de la ville.",
            ),
        ],
        ranks=False,
    ),
]
