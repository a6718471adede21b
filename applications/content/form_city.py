"""The default form, first group: your city."""

from typing import Any

from applications.content.languages import in_four
from applications.content.practices import PRACTICES
from applications.content.shapes import option, question, section

CITY: dict[str, Any] = section(
    "city",
    "city",
    in_four("City and population", "Ciudad y población", "Cidade e população", "Ville et population"),
    in_four(
        "Taken from your interest form. Check that it is right, and change what is not.",
        "Viene de su formulario de interés. Revise que esté bien y cambie lo que haga falta.",
        "Vem do seu formulário de interesse. Confira se está certo e mude o que for preciso.",
        "Repris de votre déclaration d’intérêt. Vérifiez et corrigez ce qui doit l’être.",
    ),
    10,
    [
        question(
            "population",
            "number",
            in_four(
                "How many residents does your city have?",
                "¿Cuántos habitantes tiene su ciudad?",
                "Quantos habitantes tem a sua cidade?",
                "Combien d’habitants compte votre ville ?",
            ),
            in_four(
                "Count the area that your government is responsible for.",
                "Cuente el territorio que depende de su gobierno.",
                "Conte o território sob responsabilidade do seu governo.",
                "Comptez le territoire dont votre administration est responsable.",
            ),
            minimum=1,
            maximum=50_000_000,
            semantic="population",
        ),
        question(
            "population_year",
            "number",
            in_four(
                "Which year is that number from?",
                "¿De qué año es ese dato?",
                "De que ano é esse número?",
                "De quelle année date ce chiffre ?",
            ),
            minimum=1990,
            maximum=2027,
            semantic="population_year",
        ),
        question(
            "population_source",
            "short_text",
            in_four(
                "Where does the number come from?",
                "¿De dónde sale el dato?",
                "De onde vem esse número?",
                "D’où vient ce chiffre ?",
            ),
            in_four(
                "A web address or the name of the census.",
                "Una dirección web o el nombre del censo.",
                "Um endereço na internet ou o nome do censo.",
                "Une adresse web ou le nom du recensement.",
            ),
            words=40,
            semantic="population_source",
        ),
        question(
            "boundary",
            "choice",
            in_four(
                "Which area does the number cover?",
                "¿Qué territorio abarca el dato?",
                "Que território esse número cobre?",
                "Quel territoire ce chiffre couvre-t-il ?",
            ),
            options=[
                option(
                    "government",
                    in_four(
                        "Exactly the area we govern",
                        "Exactamente el territorio que gobernamos",
                        "Exatamente o território que governamos",
                        "Exactement le territoire que nous administrons",
                    ),
                ),
                option(
                    "larger",
                    in_four(
                        "A larger area, such as a metropolitan region",
                        "Uno más grande, como un área metropolitana",
                        "Um território maior, como uma região metropolitana",
                        "Un territoire plus grand, comme une agglomération",
                    ),
                ),
                option(
                    "smaller",
                    in_four(
                        "A smaller area, such as the urban part only",
                        "Uno más pequeño, como solo la zona urbana",
                        "Um território menor, como só a área urbana",
                        "Un territoire plus petit, comme la seule partie urbaine",
                    ),
                ),
                option(
                    "not_sure",
                    in_four("I am not sure", "No estoy seguro o segura", "Não tenho certeza", "Je ne sais pas"),
                ),
            ],
            semantic="boundary",
        ),
    ],
)

MAYOR: dict[str, Any] = section(
    "mayor",
    "city",
    in_four("Mayor and term", "Alcaldía y mandato", "Prefeitura e mandato", "Mairie et mandat"),
    in_four(
        "The guide is a mayor with two years or more left. A shorter term is no automatic no: tell us how the work would go on.",
        "La guía es que queden dos años o más de mandato. Si queda menos, no es un no automático: cuente cómo seguiría el trabajo.",
        "A referência é um mandato com dois anos ou mais pela frente. Menos que isso não é um não automático: conte como o trabalho continuaria.",
        "Le repère est un mandat de deux ans ou plus encore à courir. Moins n’est pas un refus d’office : dites comment le travail continuerait.",
    ),
    10,
    [
        question(
            "mayor_title",
            "short_text",
            in_four(
                "The mayor’s title",
                "Título de la autoridad local",
                "Título da autoridade local",
                "Titre de la personne à la tête de la ville",
            ),
            in_four(
                "As your residents say it, such as mayor.",
                "Como lo dice la gente: alcaldesa, intendente, presidente municipal.",
                "Como a população diz: prefeito ou prefeita.",
                "Comme on le dit chez vous : maire ou mairesse.",
            ),
            words=8,
            required=False,
            semantic="mayor_title",
        ),
        question(
            "mayor_name",
            "short_text",
            in_four(
                "The mayor’s name",
                "Nombre de la autoridad local",
                "Nome da autoridade local",
                "Nom de la personne à la tête de la ville",
            ),
            words=12,
            semantic="mayor_name",
        ),
        question(
            "mayor_term_end",
            "date",
            in_four(
                "The current term ends on",
                "El mandato actual termina el",
                "O mandato atual termina em",
                "Le mandat actuel prend fin le",
            ),
            in_four(
                "The month is enough: choose its last day.",
                "Basta el mes: elija su último día.",
                "Basta o mês: escolha o último dia.",
                "Le mois suffit : choisissez son dernier jour.",
            ),
            semantic="mayor_term_end",
        ),
        question(
            "mayor_can_run_again",
            "choice",
            in_four(
                "Can the mayor stand for the next term?",
                "¿Puede presentarse a la reelección?",
                "Pode concorrer à reeleição?",
                "Peut-elle ou peut-il se représenter ?",
            ),
            options=[
                option("yes", in_four("Yes", "Sí", "Sim", "Oui")),
                option("no", in_four("No", "No", "Não", "Non")),
                option(
                    "not_sure",
                    in_four("I am not sure", "No estoy seguro o segura", "Não tenho certeza", "Je ne sais pas"),
                ),
            ],
            semantic="can_run_again",
        ),
        question(
            "transition_plan",
            "long_text",
            in_four(
                "If the mayor changes, how does the work go on?",
                "Si cambia la autoridad, ¿cómo sigue el trabajo?",
                "Se a gestão mudar, como o trabalho continua?",
                "Si la mairie change de mains, comment le travail continue-t-il ?",
            ),
            in_four(
                "Answer if less than two years are left: say who stays, and what would be in a law, a budget or a contract by then.",
                "Responda si quedan menos de dos años: diga quién permanece y qué quedaría en una norma, un presupuesto o un contrato.",
                "Responda se faltam menos de dois anos: diga quem fica e o que já estaria em lei, orçamento ou contrato.",
                "Répondez s’il reste moins de deux ans : dites qui reste, et ce qui figurerait alors dans un règlement, un budget ou un contrat.",
            ),
            required=False,
            words=150,
            semantic="transition_plan",
        ),
    ],
)

FOUNDATIONS: dict[str, Any] = section(
    "foundations",
    "city",
    in_four("Data foundations", "Fundamentos de datos", "Fundamentos de dados", "Socle de données"),
    in_four(
        "Score eight practices from 0 to 3 as a team. A low score does not count against you; an honest one tells us where to help.",
        "Califiquen en equipo ocho prácticas de 0 a 3. Una nota baja no juega en contra; una nota sincera nos dice dónde ayudar.",
        "Avaliem em equipe oito práticas de 0 a 3. Nota baixa não prejudica; nota sincera mostra onde podemos ajudar.",
        "Notez en équipe huit pratiques de 0 à 3. Une note basse ne vous dessert pas ; une note sincère nous dit où aider.",
    ),
    45,
    [
        question(
            "practices",
            "practices",
            in_four(
                "Where does your city stand on each practice?",
                "¿Dónde está su ciudad en cada práctica?",
                "Em que ponto está a sua cidade em cada prática?",
                "Où en est votre ville pour chaque pratique ?",
            ),
            in_four(
                "Choose the sentence that is true today, and say what shows it: a link, a document or a name.",
                "Elija la frase que hoy es cierta y diga qué la demuestra: un enlace, un documento o un nombre.",
                "Escolha a frase que é verdade hoje e diga o que a comprova: um link, um documento ou um nome.",
                "Choisissez la phrase vraie aujourd’hui et dites ce qui le montre : un lien, un document ou un nom.",
            ),
            options=PRACTICES,
            semantic="practices",
        ),
        question(
            "wwc_status",
            "choice",
            in_four(
                "Does your city hold a What Works Cities certification?",
                "¿Su ciudad tiene una certificación What Works Cities?",
                "A sua cidade tem uma certificação What Works Cities?",
                "Votre ville détient-elle une certification What Works Cities ?",
            ),
            options=[
                option("none", in_four("No", "No", "Não", "Non")),
                option(
                    "assessed",
                    in_four(
                        "Not certified, but we did the assessment",
                        "No, pero hicimos la evaluación",
                        "Não, mas fizemos a avaliação",
                        "Non, mais nous avons fait l’évaluation",
                    ),
                ),
                option("silver", in_four("Silver", "Plata", "Prata", "Argent")),
                option("gold", in_four("Gold", "Oro", "Ouro", "Or")),
                option("platinum", in_four("Platinum", "Platino", "Platina", "Platine")),
            ],
            semantic="wwc_status",
        ),
        question(
            "data_decision",
            "long_text",
            in_four(
                "Tell us about one decision that data changed in the last two years.",
                "Cuente una decisión que los datos hayan cambiado en los últimos dos años.",
                "Conte uma decisão que os dados mudaram nos últimos dois anos.",
                "Racontez une décision que des données ont changée ces deux dernières années.",
            ),
            in_four(
                "Say what you knew, who decided, and what is different now.",
                "Diga qué sabían, quién decidió y qué es distinto ahora.",
                "Diga o que vocês sabiam, quem decidiu e o que está diferente agora.",
                "Dites ce que vous saviez, qui a décidé et ce qui a changé.",
            ),
            example=in_four(
                "Inspection records showed that half of all broken street lights were in two districts, so the works director moved a crew there. Repairs now take four days, not eleven.",
                "Los registros mostraron que la mitad de las luminarias dañadas estaba en dos distritos, y la directora de obras movió allí una cuadrilla. Ahora se reparan en cuatro días y no en once.",
                "Os registros mostraram que metade das lâmpadas queimadas ficava em dois bairros, e a diretora de obras mandou uma equipe para lá. O conserto agora leva quatro dias, e não onze.",
                "Les relevés montraient que la moitié des lampadaires en panne se trouvait dans deux quartiers, et la directrice des travaux y a envoyé une équipe. La réparation prend quatre jours au lieu de onze.",
            ),
            words=200,
        ),
    ],
)
