"""The default contact, privacy and accessibility pages, in four languages, as Markdown.

They say what the portal does. Who answers for the data, and for how long it is kept, is for the programme team
to confirm.
"""

from applications.content.languages import Text, in_four

CONTACT_ADDRESS = "DataAlliance@bloomberg.org"

NOTICES: dict[str, Text] = {
    "contact": in_four(
        f"""Write to us at [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}), in English, Spanish, Portuguese or French.

Say which city you write for, and the reference of your form or application if you have one. Do not send data about residents.

How soon we answer is to be confirmed by the programme team.""",
        f"""Escríbanos a [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}), en español, inglés, portugués o francés.

Indique desde qué ciudad escribe y la referencia de su formulario o postulación, si la tiene. No envíe datos de personas.

El equipo del programa debe confirmar en cuánto tiempo respondemos.""",
        f"""Escreva para [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}), em português, espanhol, inglês ou francês.

Diga de que cidade você escreve e o número do seu formulário ou da sua inscrição, se tiver. Não envie dados de pessoas.

O prazo de resposta ainda será confirmado pela equipe do programa.""",
        f"""Écrivez-nous à [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}), en français, en anglais, en espagnol ou en portugais.

Dites pour quelle ville vous écrivez et indiquez la référence de votre déclaration ou de votre candidature, si vous en avez une. N’envoyez aucune donnée sur des personnes.

Le délai de réponse reste à confirmer par l’équipe du programme.""",
    ),
    "privacy": in_four(
        f"""## Who is responsible

The organisation that answers for your data (the data controller) is to be confirmed by the programme team. Until then, write to [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}).

## What we keep

- **About you:** your name, work e-mail address, job title, language, time zone, and what you agreed to and when.
- **About your city:** what its interest form and application say. That includes the names and titles of the mayor and of the people on the team.
- **About your visits:** the time of each sign-in and of changes you make, so that we can tell who did what.

We do not want data about residents. Do not put any into an answer or a file.

## What we use it for

To handle your city’s part in the programme. If you agree to it separately, also to write to you about future calls. You can take that back at any time in your profile. We do not sell data and show no advertising.

## Who can read it

You and the people of your city who were invited. The programme team. Later in the selection, reviewers: only what they were assigned, and never a city they have a conflict with.

## How long we keep it

An eligibility check without an account is deleted after 30 days. An address left to hear of the next call is deleted after 14 days if nobody confirms it, or 14 days after you stop the mails. How long forms and applications are kept is to be confirmed by the programme team.

## Your rights

You can ask to see what we hold about you, to have it corrected, to get a copy, or to have it deleted. Write to the address above. You can also complain to the data protection authority of your country.

## Cookies

We use three: one keeps you signed in, one protects forms, one remembers your language. No other company learns of your visit.""",
        f"""## Quién responde

El equipo del programa debe confirmar qué organización es responsable de sus datos. Mientras tanto, escriba a [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}).

## Qué guardamos

- **Sobre usted:** su nombre, correo de trabajo, cargo, idioma, zona horaria, y qué aceptó y cuándo.
- **Sobre su ciudad:** lo que dicen su formulario de interés y su postulación. Eso incluye nombres y cargos de la autoridad local y de las personas del equipo.
- **Sobre sus visitas:** la hora de cada ingreso y de los cambios que hace, para saber quién hizo qué.

No queremos datos de los habitantes. No los ponga en una respuesta ni en un archivo.

## Para qué los usamos

Para gestionar la participación de su ciudad en el programa. Si lo acepta por separado, también para escribirle sobre futuras convocatorias. Puede retirarlo cuando quiera en su perfil. No vendemos datos ni mostramos publicidad.

## Quién puede leerlos

Usted y las personas de su ciudad que fueron invitadas. El equipo del programa. Más adelante, quienes evalúan: solo lo que se les asigna y nunca una ciudad con la que tengan un conflicto de interés.

## Cuánto tiempo los guardamos

Una consulta de requisitos sin cuenta se borra a los 30 días. Un correo dejado para recibir noticias de la próxima convocatoria se borra a los 14 días si nadie lo confirma, o 14 días después de que usted detenga los avisos. El equipo del programa debe confirmar cuánto tiempo se guardan los formularios y las postulaciones.

## Sus derechos

Puede pedir ver lo que tenemos sobre usted, corregirlo, recibir una copia o pedir que se borre. Escriba a la dirección indicada arriba. También puede reclamar ante la autoridad de protección de datos de su país.

## Cookies

Usamos tres: una mantiene su sesión, otra protege los formularios y otra recuerda su idioma. Ninguna otra empresa se entera de su visita.""",
        f"""## Quem responde

A organização responsável pelos seus dados (a controladora) ainda será confirmada pela equipe do programa. Até lá, escreva para [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}).

## O que guardamos

- **Sobre você:** nome, e-mail de trabalho, cargo, idioma, fuso horário, e o que você aceitou e quando.
- **Sobre a sua cidade:** o que dizem o formulário de interesse e a inscrição. Isso inclui nomes e cargos da autoridade local e das pessoas da equipe.
- **Sobre suas visitas:** a hora de cada acesso e das mudanças que você faz, para saber quem fez o quê.

Não queremos dados de moradores. Não os coloque em respostas nem em arquivos.

## Para que usamos

Para cuidar da participação da sua cidade no programa. Se você aceitar à parte, também para escrever sobre futuras chamadas. Você pode voltar atrás a qualquer momento no seu perfil. Não vendemos dados nem mostramos publicidade.

## Quem pode ler

Você e as pessoas da sua cidade que foram convidadas. A equipe do programa. Mais adiante, quem avalia: só o que lhe foi atribuído, e nunca uma cidade com a qual tenha conflito de interesse.

## Por quanto tempo guardamos

Uma consulta de requisitos feita sem conta é apagada depois de 30 dias. Um e-mail deixado para saber da próxima chamada é apagado depois de 14 dias se ninguém o confirmar, ou 14 dias depois que você parar os avisos. Por quanto tempo ficam formulários e inscrições ainda será confirmado pela equipe do programa.

## Seus direitos

Você pode pedir para ver o que temos sobre você, corrigir, receber uma cópia ou apagar. Escreva para o endereço acima. Também pode reclamar à autoridade de proteção de dados do seu país.

## Cookies

Usamos três: um mantém a sua sessão, outro protege os formulários e outro lembra o seu idioma. Nenhuma outra empresa fica sabendo da sua visita.""",
        f"""## Qui est responsable

L’organisme qui répond de vos données (le responsable du traitement) reste à confirmer par l’équipe du programme. D’ici là, écrivez à [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}).

## Ce que nous conservons

- **Sur vous :** votre nom, votre courriel professionnel, votre fonction, votre langue, votre fuseau horaire, ainsi que ce que vous avez accepté et quand.
- **Sur votre ville :** ce que contiennent la déclaration d’intérêt et la candidature, dont les noms et fonctions de la personne à la mairie et des membres de l’équipe.
- **Sur vos visites :** l’heure de chaque connexion et des changements que vous faites, pour savoir qui a fait quoi.

Nous ne voulons pas de données sur les habitants. N’en mettez ni dans une réponse ni dans un fichier.

## À quoi cela sert

À gérer la participation de votre ville au programme. Si vous l’acceptez à part, aussi à vous écrire au sujet de futurs appels. Vous pouvez revenir sur ce choix à tout moment dans votre profil. Nous ne vendons aucune donnée et n’affichons aucune publicité.

## Qui peut les lire

Vous et les personnes de votre ville qui ont été invitées. L’équipe du programme. Plus tard, les évaluateurs : seulement ce qui leur est confié, et jamais une ville avec laquelle ils ont un conflit d’intérêts.

## Combien de temps

Une vérification faite sans compte est effacée après 30 jours. Une adresse laissée pour être prévenue du prochain appel est effacée après 14 jours si personne ne la confirme, ou 14 jours après l’arrêt des messages. La durée de conservation des déclarations et des candidatures reste à confirmer par l’équipe du programme.

## Vos droits

Vous pouvez demander à voir ce que nous avons sur vous, à le corriger, à en recevoir une copie ou à le faire effacer. Écrivez à l’adresse ci-dessus. Vous pouvez aussi porter plainte auprès de l’autorité de protection des données de votre pays.

## Témoins (cookies)

Nous en utilisons trois : l’un maintient votre session, l’autre protège les formulaires, le dernier retient votre langue. Aucune autre entreprise n’apprend votre visite.""",
    ),
    "accessibility": in_four(
        f"""We want everyone to be able to use this portal: with a keyboard, a screen reader, large text, on an old phone, on a slow line.

## What we aim for

The portal is built to meet WCAG 2.2, level AA. Every task can be done without JavaScript. Pages follow your settings for dark colours, contrast and motion.

## How we check

Each page is checked by machine whenever the portal changes, in a small and a large window, in light and dark colours. An audit by an outside body is to be confirmed by the programme team.

## If something does not work

Write to [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}). Say which page it was and what you use to read it. If you need the form in another shape, ask us.""",
        f"""Queremos que cualquier persona pueda usar este portal: con teclado, con lector de pantalla, con letra grande, en un teléfono viejo o con mala conexión.

## Qué buscamos

El portal está hecho para cumplir las pautas WCAG 2.2, nivel AA. Todas las tareas se pueden hacer sin JavaScript. Las páginas respetan sus preferencias de colores oscuros, contraste y movimiento.

## Cómo lo revisamos

Cada vez que el portal cambia, un programa revisa todas las páginas, en ventana chica y grande, con colores claros y oscuros. El equipo del programa debe confirmar una auditoría externa.

## Si algo no funciona

Escriba a [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}). Diga qué página era y qué usa para leerla. Si necesita el formulario en otro formato, pídalo.""",
        f"""Queremos que qualquer pessoa consiga usar este portal: com teclado, leitor de tela, letra grande, celular antigo ou conexão lenta.

## O que buscamos

O portal foi feito para cumprir as diretrizes WCAG 2.2, nível AA. Todas as tarefas podem ser feitas sem JavaScript. As páginas seguem as suas preferências de cores escuras, contraste e movimento.

## Como verificamos

A cada mudança no portal, um programa verifica todas as páginas, em janela pequena e grande, com cores claras e escuras. Uma auditoria externa ainda será confirmada pela equipe do programa.

## Se algo não funcionar

Escreva para [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}). Diga que página era e o que você usa para ler. Se precisar do formulário em outro formato, peça.""",
        f"""Nous voulons que chacun puisse utiliser ce portail : au clavier, avec un lecteur d’écran, en gros caractères, sur un vieux téléphone ou avec une connexion lente.

## Ce que nous visons

Le portail est conçu pour respecter les règles WCAG 2.2, niveau AA. Toutes les tâches peuvent se faire sans JavaScript. Les pages suivent vos réglages de couleurs sombres, de contraste et d’animation.

## Comment nous vérifions

À chaque changement du portail, un programme vérifie toutes les pages, dans une petite et une grande fenêtre, en couleurs claires et sombres. Un audit externe reste à confirmer par l’équipe du programme.

## Si quelque chose ne fonctionne pas

Écrivez à [{CONTACT_ADDRESS}](mailto:{CONTACT_ADDRESS}). Dites de quelle page il s’agit et ce que vous utilisez pour la lire. S’il vous faut le formulaire sous une autre forme, demandez-le.""",
    ),
}
