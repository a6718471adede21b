"""What staff and cities wrote to each other in the demonstration, in the language of the city."""

from applications.content.languages import Text, in_four

QUESTION: Text = in_four(
    "Who would lead this work from day to day, and how much of their week could they give to it?",
    "¿Quién dirigiría este trabajo en el día a día y qué parte de su semana podría dedicarle?",
    "Quem conduziria este trabalho no dia a dia, e quanto da semana poderia dedicar a ele?",
    "Qui mènerait ce travail au quotidien, et quelle part de sa semaine pourrait-il y être consacrée ?",
)
ANSWER: Text = in_four(
    "Our head of data, two days a week from January. Her director has moved the yearly report to somebody else, so the time is real.",
    "Nuestra jefa de datos, dos días por semana desde enero. Su directora pasó el informe anual a otra persona, así que el tiempo es real.",
    "Nossa chefe de dados, dois dias por semana a partir de janeiro. A diretora dela passou o relatório anual para outra pessoa, então o tempo existe mesmo.",
    "Notre responsable des données, deux jours par semaine dès janvier. Sa directrice a confié le rapport annuel à quelqu’un d’autre : ce temps est donc bien réel.",
)
DECLINED: Text = in_four(
    "Thank you for your form. It describes a system that your city would like to buy, and we could not find the problem that residents feel. If you can tell us who has this problem and how you know, answer this mail and we open your form again.",
    "Gracias por su formulario. Describe un sistema que la ciudad quiere comprar, y no encontramos el problema que siente la gente. Si puede contarnos quién tiene ese problema y cómo lo saben, responda a este correo y volvemos a abrir su formulario.",
    "Obrigado pelo seu formulário. Ele descreve um sistema que a cidade quer comprar, e não encontramos o problema que a população sente. Se vocês puderem contar quem tem esse problema e como sabem disso, responda a este e-mail e reabrimos o formulário.",
    "Merci de votre déclaration d’intérêt. Elle décrit un système que la ville souhaite acheter, et nous n’y avons pas trouvé le problème que vit la population. Si vous pouvez nous dire qui le vit et comment vous le savez, répondez à ce courriel et nous rouvrirons votre déclaration.",
)
ABOUT_MEASURE: Text = in_four(
    "You name your measure and its source. How often is the source brought up to date, and who checks it?",
    "Ustedes nombran la medida y su fuente. ¿Cada cuánto se actualiza la fuente y quién la revisa?",
    "Vocês citam a medida e a fonte. De quanto em quanto tempo a fonte é atualizada, e quem confere?",
    "Vous nommez votre mesure et sa source. À quelle fréquence la source est-elle mise à jour, et qui la vérifie ?",
)
CHECKED: Text = in_four(
    "Every month, by two people in the service. An analyst looks at a sample of thirty cases each quarter.",
    "Cada mes, entre dos personas del servicio. Una analista revisa una muestra de treinta casos por trimestre.",
    "Todo mês, por duas pessoas do serviço. Uma analista revisa uma amostra de trinta casos por trimestre.",
    "Chaque mois, par deux personnes du service. Une analyste vérifie un échantillon de trente cas par trimestre.",
)
WITHDRAWN: Text = in_four(
    "We want to finish a data project of our own first.",
    "Queremos terminar primero un proyecto de datos propio.",
    "Queremos terminar antes um projeto de dados nosso.",
    "Nous voulons d’abord terminer un projet de données à nous.",
)
SENDER_TITLE: Text = in_four(
    "Director of innovation", "Dirección de innovación", "Diretoria de inovação", "Direction de l’innovation"
)
# Staff write the history in English.
REOPENED = "The city wrote back with a clear problem and the name of who leads the work."
EXTENDED = "A power failure closed city hall for three days."
OVERRIDDEN = (
    "The term ends in 2027. The council has voted the team and its budget until 2029, so the work does not hang on it."
)
FEEDBACK: Text = in_four(
    "Readers found the problem clear and important. They missed a person who can change the service in the team, and a first idea of how you would notice who is left out. We would be glad to read you again in the next call.",
    "Quienes leyeron encontraron el problema claro e importante. Echaron de menos en el equipo a alguien que pueda cambiar el servicio, y una primera idea de cómo notarían quién queda fuera. Nos gustaría volver a leerlos en la próxima convocatoria.",
    "Quem leu achou o problema claro e importante. Faltou na equipe alguém que possa mudar o serviço, e uma primeira ideia de como vocês perceberiam quem fica de fora. Gostaríamos de ler vocês de novo na próxima chamada.",
    "Le problème a été jugé clair et important. Il manquait, dans l’équipe, une personne qui puisse changer le service, et une première idée de la façon de voir qui reste à l’écart. Nous serions heureux de vous relire au prochain appel.",
)
