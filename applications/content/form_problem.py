"""The default form, second group: the problem and how you would know that it gets better."""

from typing import Any

from applications.content.languages import in_four
from applications.content.shapes import option, question, section

PROBLEM: dict[str, Any] = section(
    "problem",
    "problem",
    in_four(
        "The problem residents feel",
        "El problema que siente la gente",
        "O problema que a população sente",
        "Le problème que vit la population",
    ),
    in_four(
        "Write for someone who does not know your city. Describe the problem, not the solution you have in mind.",
        "Escriba para alguien que no conoce su ciudad. Describa el problema, no la solución que imagina.",
        "Escreva para quem não conhece a sua cidade. Descreva o problema, e não a solução que você imagina.",
        "Écrivez pour quelqu’un qui ne connaît pas votre ville. Décrivez le problème, pas la solution à laquelle vous pensez.",
    ),
    60,
    [
        question(
            "problem",
            "long_text",
            in_four("What is the problem?", "¿Cuál es el problema?", "Qual é o problema?", "Quel est le problème ?"),
            in_four(
                "Describe what a resident goes through, step by step.",
                "Describa paso a paso lo que vive una persona.",
                "Descreva passo a passo o que uma pessoa enfrenta.",
                "Décrivez, étape par étape, ce que vit une personne.",
            ),
            example=in_four(
                "A family that wants to build one more room waits about two months for a permit. Most visit the counter four times, because the list of papers changes with each visit. Many give up and build without one, so nobody checks the wiring or the stairs.",
                "Una familia que quiere construir una pieza más espera cerca de dos meses por el permiso. Casi todas van cuatro veces a la ventanilla, porque en cada visita cambia la lista de papeles. Muchas desisten y construyen sin permiso, así que nadie revisa la instalación eléctrica ni la escalera.",
                "Uma família que quer construir mais um cômodo espera cerca de dois meses pelo alvará. A maioria vai quatro vezes ao balcão, porque a lista de documentos muda a cada visita. Muitas desistem e constroem sem alvará, e ninguém confere a fiação nem a escada.",
                "Une famille qui veut ajouter une pièce attend environ deux mois son permis. La plupart passent quatre fois au guichet, car la liste des pièces change à chaque visite. Beaucoup renoncent et construisent sans permis : personne ne vérifie l’électricité ni l’escalier.",
            ),
            words=200,
            semantic="problem",
            mayor="renews",
        ),
        question(
            "affected",
            "long_text",
            in_four(
                "Who is affected, how many and where?",
                "¿A quiénes afecta, a cuántos y dónde?",
                "Quem é afetado, quantas pessoas e onde?",
                "Qui est touché, combien de personnes et où ?",
            ),
            in_four(
                "Name the group and the districts, and say roughly how many people it is.",
                "Nombre al grupo y los barrios, y diga cuántas personas son aproximadamente.",
                "Cite o grupo e os bairros e diga quantas pessoas são, mais ou menos.",
                "Nommez le groupe et les quartiers, et dites à peu près combien de personnes cela représente.",
            ),
            words=120,
            semantic="affected",
            mayor="renews",
        ),
        question(
            "since_year",
            "number",
            in_four(
                "What year was it first noticed?",
                "¿En qué año se notó por primera vez?",
                "Em que ano foi percebido pela primeira vez?",
                "En quelle année l’a-t-on remarqué ?",
            ),
            minimum=1900,
            maximum=2027,
        ),
        question(
            "evidence_kinds",
            "several",
            in_four("How do you know?", "¿Cómo lo saben?", "Como vocês sabem?", "Comment le savez-vous ?"),
            in_four(
                "Choose all that apply.",
                "Elija todas las que correspondan.",
                "Escolha todas as que se aplicam.",
                "Choisissez tout ce qui convient.",
            ),
            options=[
                option(
                    "records",
                    in_four("Service records", "Registros del servicio", "Registros do serviço", "Dossiers du service"),
                ),
                option(
                    "requests",
                    in_four(
                        "Complaints or 311 requests",
                        "Quejas o solicitudes",
                        "Reclamações ou solicitações",
                        "Plaintes ou demandes au 311",
                    ),
                ),
                option("survey", in_four("A survey", "Una encuesta", "Uma pesquisa", "Un sondage")),
                option(
                    "residents",
                    in_four(
                        "Talking with residents",
                        "Conversaciones con la gente",
                        "Conversas com a população",
                        "Échanges avec la population",
                    ),
                ),
                option(
                    "field",
                    in_four(
                        "Visits, counts or sensors",
                        "Visitas, conteos o sensores",
                        "Visitas, contagens ou sensores",
                        "Visites, comptages ou capteurs",
                    ),
                ),
                option(
                    "study",
                    in_four(
                        "A study or an audit",
                        "Un estudio o una auditoría",
                        "Um estudo ou uma auditoria",
                        "Une étude ou un audit",
                    ),
                ),
            ],
        ),
        question(
            "evidence",
            "long_text",
            in_four(
                "What does that tell you?",
                "¿Qué muestra esa información?",
                "O que essas informações mostram?",
                "Qu’est-ce que cela vous apprend ?",
            ),
            in_four(
                "Give the two or three numbers that matter, and what they leave out.",
                "Dé los dos o tres números que importan y diga qué no muestran.",
                "Dê os dois ou três números que importam e diga o que eles não mostram.",
                "Donnez les deux ou trois chiffres qui comptent, et ce qu’ils ne disent pas.",
            ),
            words=200,
        ),
        question(
            "why_hard",
            "long_text",
            in_four(
                "Why has it been difficult to solve?",
                "¿Por qué ha sido difícil resolverlo?",
                "Por que tem sido difícil resolver?",
                "Pourquoi est-il si difficile à résoudre ?",
            ),
            in_four(
                "Name the causes you are sure of and the ones you only suspect.",
                "Separe las causas que conoce de las que solo sospecha.",
                "Separe as causas que você conhece das que apenas suspeita.",
                "Distinguez les causes dont vous êtes sûrs de celles que vous soupçonnez.",
            ),
            words=200,
        ),
    ],
)

TRIED: dict[str, Any] = section(
    "tried",
    "problem",
    in_four("What you have tried", "Lo que ya intentaron", "O que já foi tentado", "Ce que vous avez essayé"),
    in_four(
        "What did not work is as useful to us as what did.",
        "Lo que no funcionó nos sirve tanto como lo que funcionó.",
        "O que não funcionou é tão útil para nós quanto o que funcionou.",
        "Ce qui n’a pas marché nous est aussi utile que le reste.",
    ),
    30,
    [
        question(
            "tried_before",
            "choice",
            in_four(
                "Has the city tried to solve it before?",
                "¿La ciudad ya intentó resolverlo?",
                "A cidade já tentou resolver antes?",
                "La ville a-t-elle déjà essayé de le résoudre ?",
            ),
            options=[
                option("yes", in_four("Yes", "Sí", "Sim", "Oui")),
                option("no", in_four("No", "No", "Não", "Non")),
                option("unknown", in_four("I do not know", "No lo sé", "Não sei", "Je ne sais pas")),
            ],
        ),
        question(
            "tried_what",
            "long_text",
            in_four(
                "What did you try, and what happened?",
                "¿Qué intentaron y qué pasó?",
                "O que vocês tentaram e o que aconteceu?",
                "Qu’avez-vous essayé, et qu’est-ce que cela a donné ?",
            ),
            in_four(
                "Say when it began, when it ended, and what you learned.",
                "Diga cuándo empezó, cuándo terminó y qué aprendieron.",
                "Diga quando começou, quando terminou e o que vocês aprenderam.",
                "Dites quand cela a commencé, quand cela s’est arrêté et ce que vous en avez appris.",
            ),
            words=200,
            depends_on="tried_before",
            depends_value="yes",
        ),
        question(
            "constraints",
            "long_text",
            in_four(
                "What could stand in the way now?",
                "¿Qué podría frenarlo ahora?",
                "O que pode atrapalhar agora?",
                "Qu’est-ce qui pourrait faire obstacle aujourd’hui ?",
            ),
            in_four(
                "Think of laws, contracts, budgets, staff and other levels of government.",
                "Piense en leyes, contratos, presupuesto, personal y otros niveles de gobierno.",
                "Pense em leis, contratos, orçamento, pessoal e outros níveis de governo.",
                "Pensez aux lois, aux contrats, au budget, au personnel et aux autres paliers de gouvernement.",
            ),
            words=150,
        ),
    ],
)

MEASURE: dict[str, Any] = section(
    "measure",
    "problem",
    in_four("How you would measure it", "Cómo lo medirían", "Como vocês mediriam", "Comment vous le mesureriez"),
    in_four(
        "One measure that residents would recognise is enough. You can change it later with your coach.",
        "Basta una medida que la gente reconozca. Podrá cambiarla después con su coach.",
        "Basta uma medida que a população reconheça. Ela pode mudar depois, com a ajuda da mentoria.",
        "Une mesure que la population reconnaîtrait suffit. Vous pourrez la changer plus tard avec votre coach.",
    ),
    30,
    [
        question(
            "metric",
            "metric",
            in_four(
                "What would change, from what to what?",
                "¿Qué cambiaría, de cuánto a cuánto?",
                "O que mudaria, de quanto para quanto?",
                "Qu’est-ce qui changerait, de combien à combien ?",
            ),
            in_four(
                "A careful estimate is better than an empty field; say under “where the figure comes from” that it is one.",
                "Una estimación cuidadosa es mejor que un campo vacío; indíquelo al decir de dónde sale el dato.",
                "Uma estimativa cuidadosa é melhor que um campo vazio; avise isso ao dizer de onde vem o número.",
                "Une estimation prudente vaut mieux qu’un champ vide ; précisez-le en indiquant d’où vient le chiffre.",
            ),
            semantic="metric",
            mayor="renews",
        ),
        question(
            "left_out",
            "long_text",
            in_four(
                "Who could be left out even if the number improves?",
                "¿Quién podría quedar fuera aunque el número mejore?",
                "Quem poderia ficar de fora mesmo que o número melhore?",
                "Qui pourrait rester à l’écart même si le chiffre s’améliore ?",
            ),
            in_four(
                "Say how you would notice, for example by district, language, age or disability.",
                "Diga cómo lo notarían, por ejemplo por barrio, lengua, edad o discapacidad.",
                "Diga como vocês perceberiam, por exemplo por bairro, língua, idade ou deficiência.",
                "Dites comment vous le verriez, par exemple par quartier, langue, âge ou handicap.",
            ),
            words=120,
        ),
    ],
)
