"""The letters as they stand until staff write their own: no fact in them that is not in the portal's data."""

DEFAULTS: dict[str, dict[str, dict[str, str]]] = {
    "select": {
        "en": {
            "subject": "{{ city }} is selected",
            "body": """To {{ mayor }} and the team of {{ city }}

{{ city }} is selected for the City Data Alliance ({{ call }}, {{ reference }}).

**Confirm the place by {{ confirm_by }}.** The lead or the deputy of your team does it in the portal. After that day the place can go to a city on the waiting list.

The cohort is announced on {{ announced_at }}. Keep the news among yourselves until then.

What comes next, and when, is to be confirmed by the programme team.

## What readers said

{{ feedback }}

Questions? Write to {{ contact }}.""",
        },
        "es": {
            "subject": "{{ city }} ha sido seleccionada",
            "body": """A {{ mayor }} y al equipo de {{ city }}

{{ city }} ha sido seleccionada para la City Data Alliance ({{ call }}, {{ reference }}).

**Confirmen el cupo a más tardar el {{ confirm_by }}.** Lo hace en el portal quien coordina el equipo o su suplente. Pasado ese día, el cupo puede ofrecerse a una ciudad de la lista de espera.

El grupo de ciudades se anuncia el {{ announced_at }}. Hasta entonces, guarden la noticia entre ustedes.

Lo que sigue, y cuándo, lo confirmará el equipo del programa.

## Lo que dijeron quienes leyeron la postulación

{{ feedback }}

¿Preguntas? Escriban a {{ contact }}.""",
        },
        "pt-br": {
            "subject": "{{ city }} foi selecionada",
            "body": """Para {{ mayor }} e a equipe de {{ city }}

{{ city }} foi selecionada para a City Data Alliance ({{ call }}, {{ reference }}).

**Confirmem a vaga até {{ confirm_by }}.** Quem lidera a equipe ou seu suplente faz isso no portal. Depois desse dia, a vaga pode ir para uma cidade da lista de espera.

O grupo de cidades será anunciado em {{ announced_at }}. Até lá, guardem a notícia entre vocês.

O que vem a seguir, e quando, será confirmado pela equipe do programa.

## O que disse quem leu a inscrição

{{ feedback }}

Dúvidas? Escrevam para {{ contact }}.""",
        },
        "fr": {
            "subject": "{{ city }} est sélectionnée",
            "body": """À {{ mayor }} et à l’équipe de {{ city }}

{{ city }} est sélectionnée pour la City Data Alliance ({{ call }}, {{ reference }}).

**Confirmez la place au plus tard le {{ confirm_by }}.** La personne qui dirige votre équipe, ou sa suppléance, le fait sur le portail. Passé ce jour, la place peut aller à une ville de la liste d’attente.

La cohorte est annoncée le {{ announced_at }}. Gardez la nouvelle entre vous jusque-là.

La suite et son calendrier seront confirmés par l’équipe du programme.

## Ce qu’ont dit les lecteurs

{{ feedback }}

Des questions ? Écrivez à {{ contact }}.""",
        },
    },
    "waitlist": {
        "en": {
            "subject": "{{ city }} is on the waiting list",
            "body": """To {{ mayor }} and the team of {{ city }}

{{ city }} is on the waiting list of the City Data Alliance ({{ call }}, {{ reference }}). {{ rank }}

When a place becomes free, we write to you. You need not do anything until then.

The cohort is announced on {{ announced_at }}. Keep the news among yourselves until then.

## What readers said

{{ feedback }}

Questions? Write to {{ contact }}.""",
        },
        "es": {
            "subject": "{{ city }} está en la lista de espera",
            "body": """A {{ mayor }} y al equipo de {{ city }}

{{ city }} está en la lista de espera de la City Data Alliance ({{ call }}, {{ reference }}). {{ rank }}

Cuando quede libre un cupo, les escribiremos. Hasta entonces no tienen que hacer nada.

El grupo de ciudades se anuncia el {{ announced_at }}. Hasta entonces, guarden la noticia entre ustedes.

## Lo que dijeron quienes leyeron la postulación

{{ feedback }}

¿Preguntas? Escriban a {{ contact }}.""",
        },
        "pt-br": {
            "subject": "{{ city }} está na lista de espera",
            "body": """Para {{ mayor }} e a equipe de {{ city }}

{{ city }} está na lista de espera da City Data Alliance ({{ call }}, {{ reference }}). {{ rank }}

Quando uma vaga ficar livre, escreveremos a vocês. Até lá, não é preciso fazer nada.

O grupo de cidades será anunciado em {{ announced_at }}. Até lá, guardem a notícia entre vocês.

## O que disse quem leu a inscrição

{{ feedback }}

Dúvidas? Escrevam para {{ contact }}.""",
        },
        "fr": {
            "subject": "{{ city }} est sur la liste d’attente",
            "body": """À {{ mayor }} et à l’équipe de {{ city }}

{{ city }} est sur la liste d’attente de la City Data Alliance ({{ call }}, {{ reference }}). {{ rank }}

Nous vous écrirons dès qu’une place se libère. Vous n’avez rien à faire d’ici là.

La cohorte est annoncée le {{ announced_at }}. Gardez la nouvelle entre vous jusque-là.

## Ce qu’ont dit les lecteurs

{{ feedback }}

Des questions ? Écrivez à {{ contact }}.""",
        },
    },
    "decline": {
        "en": {
            "subject": "{{ city }} is not selected this time",
            "body": """To {{ mayor }} and the team of {{ city }}

{{ city }} is not selected for the City Data Alliance this time ({{ call }}, {{ reference }}). Thank you for the work that you put into the application.

## What readers said

{{ feedback }}

## Where applications stood

{{ median }}

## The next call

{{ next_call }}. You can take your answers over into a new application.

The cohort is announced on {{ announced_at }}. Questions? Write to {{ contact }}.""",
        },
        "es": {
            "subject": "{{ city }} no ha sido seleccionada esta vez",
            "body": """A {{ mayor }} y al equipo de {{ city }}

Esta vez, {{ city }} no ha sido seleccionada para la City Data Alliance ({{ call }}, {{ reference }}). Gracias por el trabajo que dedicaron a la postulación.

## Lo que dijeron quienes leyeron la postulación

{{ feedback }}

## Cómo quedaron las postulaciones

{{ median }}

## La próxima convocatoria

{{ next_call }}. Pueden llevar sus respuestas a una nueva postulación.

El grupo de ciudades se anuncia el {{ announced_at }}. ¿Preguntas? Escriban a {{ contact }}.""",
        },
        "pt-br": {
            "subject": "{{ city }} não foi selecionada desta vez",
            "body": """Para {{ mayor }} e a equipe de {{ city }}

Desta vez, {{ city }} não foi selecionada para a City Data Alliance ({{ call }}, {{ reference }}). Obrigado pelo trabalho que vocês dedicaram à inscrição.

## O que disse quem leu a inscrição

{{ feedback }}

## Como ficaram as inscrições

{{ median }}

## A próxima chamada

{{ next_call }}. Vocês podem levar as respostas para uma nova inscrição.

O grupo de cidades será anunciado em {{ announced_at }}. Dúvidas? Escrevam para {{ contact }}.""",
        },
        "fr": {
            "subject": "{{ city }} n’est pas sélectionnée cette fois-ci",
            "body": """À {{ mayor }} et à l’équipe de {{ city }}

{{ city }} n’est pas sélectionnée cette fois-ci pour la City Data Alliance ({{ call }}, {{ reference }}). Merci du travail que vous avez consacré à la candidature.

## Ce qu’ont dit les lecteurs

{{ feedback }}

## Où se situaient les candidatures

{{ median }}

## Le prochain appel

{{ next_call }}. Vous pourrez reprendre vos réponses dans une nouvelle candidature.

La cohorte est annoncée le {{ announced_at }}. Des questions ? Écrivez à {{ contact }}.""",
        },
    },
    "moved_up": {
        "en": {
            "subject": "A place is free for {{ city }}",
            "body": """To {{ mayor }} and the team of {{ city }}

A place in the City Data Alliance has become free, and {{ city }} is selected ({{ call }}, {{ reference }}).

**Confirm the place by {{ confirm_by }}.** The lead or the deputy of your team does it in the portal. After that day the place can go to the next city on the waiting list.

The cohort is announced on {{ announced_at }}. If that day is still to come, keep the news among yourselves until then.

What comes next, and when, is to be confirmed by the programme team.

Questions? Write to {{ contact }}.""",
        },
        "es": {
            "subject": "Hay un cupo libre para {{ city }}",
            "body": """A {{ mayor }} y al equipo de {{ city }}

Ha quedado libre un cupo en la City Data Alliance, y {{ city }} ha sido seleccionada ({{ call }}, {{ reference }}).

**Confirmen el cupo a más tardar el {{ confirm_by }}.** Lo hace en el portal quien coordina el equipo o su suplente. Pasado ese día, el cupo puede ofrecerse a la siguiente ciudad de la lista de espera.

El grupo de ciudades se anuncia el {{ announced_at }}. Si ese día aún no ha llegado, guarden la noticia entre ustedes hasta entonces.

Lo que sigue, y cuándo, lo confirmará el equipo del programa.

¿Preguntas? Escriban a {{ contact }}.""",
        },
        "pt-br": {
            "subject": "Há uma vaga livre para {{ city }}",
            "body": """Para {{ mayor }} e a equipe de {{ city }}

Uma vaga da City Data Alliance ficou livre, e {{ city }} foi selecionada ({{ call }}, {{ reference }}).

**Confirmem a vaga até {{ confirm_by }}.** Quem lidera a equipe ou seu suplente faz isso no portal. Depois desse dia, a vaga pode ir para a próxima cidade da lista de espera.

O grupo de cidades é anunciado em {{ announced_at }}. Se esse dia ainda não chegou, guardem a notícia entre vocês até lá.

O que vem a seguir, e quando, será confirmado pela equipe do programa.

Dúvidas? Escrevam para {{ contact }}.""",
        },
        "fr": {
            "subject": "Une place est libre pour {{ city }}",
            "body": """À {{ mayor }} et à l’équipe de {{ city }}

Une place de la City Data Alliance s’est libérée, et {{ city }} est sélectionnée ({{ call }}, {{ reference }}).

**Confirmez la place au plus tard le {{ confirm_by }}.** La personne qui dirige votre équipe, ou sa suppléance, le fait sur le portail. Passé ce jour, la place peut aller à la ville suivante de la liste d’attente.

La cohorte est annoncée le {{ announced_at }}. Si ce jour est encore à venir, gardez la nouvelle entre vous jusque-là.

La suite et son calendrier seront confirmés par l’équipe du programme.

Des questions ? Écrivez à {{ contact }}.""",
        },
    },
    "corrected": {
        "en": {
            "subject": "A correction of our decision about {{ city }}",
            "body": """To {{ mayor }} and the team of {{ city }}

What we wrote to you about the application of {{ city }} ({{ call }}, {{ reference }}) was not right. The decision is: **{{ decision }}**. This letter takes the place of the earlier one.

{{ message }}

Questions? Write to {{ contact }}.""",
        },
        "es": {
            "subject": "Una corrección de nuestra decisión sobre {{ city }}",
            "body": """A {{ mayor }} y al equipo de {{ city }}

Lo que les escribimos sobre la postulación de {{ city }} ({{ call }}, {{ reference }}) no era correcto. La decisión es: **{{ decision }}**. Esta carta sustituye a la anterior.

{{ message }}

¿Preguntas? Escriban a {{ contact }}.""",
        },
        "pt-br": {
            "subject": "Uma correção da nossa decisão sobre {{ city }}",
            "body": """Para {{ mayor }} e a equipe de {{ city }}

O que escrevemos a vocês sobre a inscrição de {{ city }} ({{ call }}, {{ reference }}) não estava certo. A decisão é: **{{ decision }}**. Esta carta substitui a anterior.

{{ message }}

Dúvidas? Escrevam para {{ contact }}.""",
        },
        "fr": {
            "subject": "Une correction de notre décision au sujet de {{ city }}",
            "body": """À {{ mayor }} et à l’équipe de {{ city }}

Ce que nous vous avons écrit au sujet de la candidature de {{ city }} ({{ call }}, {{ reference }}) n’était pas juste. La décision est : **{{ decision }}**. Cette lettre remplace la précédente.

{{ message }}

Des questions ? Écrivez à {{ contact }}.""",
        },
    },
}
