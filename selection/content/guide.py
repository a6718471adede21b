"""Default texts of the reviewers' guide in four languages, and a case to practise on: an invented city.

Staff edit all of it; until then it is marked "to be confirmed by the programme team".
"""

from typing import Any

from applications.content.languages import Text, in_four

CONFIDENTIALITY: Text = in_four(
    """- Read applications for this selection only. Do not copy, forward or quote them.
- Talk about them with nobody but the programme team and, where the round allows it, with its other reviewers.
- Do not paste them into other services, such as translators or chat tools.
- If you have worked for a city, with it or against it, or know its people well, declare a conflict. You then see nothing more of it.
- Tell nobody what was decided before it is announced.""",
    """- Lea las postulaciones solo para esta selección. No las copie, reenvíe ni cite.
- Hable de ellas únicamente con el equipo del programa y, cuando la ronda lo permita, con quienes también evalúan.
- No las pegue en otros servicios, como traductores o chats.
- Si ha trabajado para una ciudad, con ella o contra ella, o conoce bien a su gente, declare un conflicto. Ya no verá nada de ella.
- No cuente a nadie lo decidido antes del anuncio.""",
    """- Leia as inscrições somente para esta seleção. Não copie, encaminhe nem cite.
- Converse sobre elas apenas com a equipe do programa e, quando a rodada permitir, com as outras pessoas que avaliam.
- Não cole o texto em outros serviços, como tradutores ou chats.
- Se você trabalhou para uma cidade, com ela ou contra ela, ou conhece bem sua equipe, declare um conflito. Você não verá mais nada dela.
- Não conte a ninguém o que foi decidido antes do anúncio.""",
    """- Lisez les candidatures uniquement pour cette sélection. Ne les copiez pas, ne les transmettez pas, ne les citez pas.
- N’en parlez qu’avec l’équipe du programme et, si le tour le permet, avec les autres personnes qui évaluent.
- Ne les collez pas dans d’autres services, comme des traducteurs ou des outils de discussion.
- Si vous avez travaillé pour une ville, avec elle ou contre elle, ou si vous connaissez bien ses équipes, déclarez un conflit. Vous ne verrez plus rien d’elle.
- Ne dites à personne ce qui a été décidé avant l’annonce.""",
)
READERS: Text = in_four(
    """- **For the panel:** programme staff read it, with your name. Other reviewers of the same application read it when the round says so.
- **For the city:** programme staff read it and may edit it. The city may get it, without your name.
- **Private:** nobody but you reads it.
- **Scores:** programme staff see them with your name. Cities never see single scores.""",
    """- **Para el panel:** lo lee el equipo del programa, con su nombre. Quienes evalúan la misma postulación lo leen cuando la ronda lo dice.
- **Para la ciudad:** lo lee el equipo del programa y puede editarlo. La ciudad puede recibirlo, sin su nombre.
- **Privado:** solo lo lee usted.
- **Puntajes:** el equipo del programa los ve con su nombre. Las ciudades nunca ven puntajes individuales.""",
    """- **Para o painel:** a equipe do programa lê, com o seu nome. Quem avalia a mesma inscrição lê quando a rodada permite.
- **Para a cidade:** a equipe do programa lê e pode editar. A cidade pode receber, sem o seu nome.
- **Privado:** só você lê.
- **Notas:** a equipe do programa vê com o seu nome. As cidades nunca veem notas individuais.""",
    """- **Pour le comité :** l’équipe du programme le lit, avec votre nom. Les autres personnes qui évaluent la même candidature le lisent quand le tour le prévoit.
- **Pour la ville :** l’équipe du programme le lit et peut le modifier. La ville peut le recevoir, sans votre nom.
- **Privé :** vous seul le lisez.
- **Notes :** l’équipe du programme les voit avec votre nom. Les villes ne voient jamais de note individuelle.""",
)
GUIDE: Text = in_four(
    """1. Read the whole application once before you score anything.
2. Score each criterion by its anchors: what is written there, not what you know from elsewhere.
3. Use the whole scale. A score in the middle means that the anchor in the middle fits.
4. Score the work, not the language. A plain text can describe a strong project.
5. Write one or two sentences on each score that is high or low: the panel reads them.
6. If something is missing, say so. Do not guess.""",
    """1. Lea la postulación completa una vez antes de puntuar.
2. Puntúe cada criterio según sus descripciones: lo que está escrito allí, no lo que usted sabe por otras vías.
3. Use toda la escala. Un puntaje intermedio significa que la descripción intermedia corresponde.
4. Puntúe el trabajo, no el estilo. Un texto sencillo puede describir un proyecto sólido.
5. Escriba una o dos frases sobre cada puntaje alto o bajo: el panel las lee.
6. Si falta algo, dígalo. No lo suponga.""",
    """1. Leia a inscrição inteira uma vez antes de dar notas.
2. Dê a nota de cada critério pelas descrições: o que está escrito ali, não o que você sabe por outros meios.
3. Use toda a escala. Uma nota do meio significa que a descrição do meio corresponde.
4. Avalie o trabalho, não o estilo. Um texto simples pode descrever um projeto forte.
5. Escreva uma ou duas frases sobre cada nota alta ou baixa: o painel as lê.
6. Se faltar algo, diga. Não suponha.""",
    """1. Lisez toute la candidature une fois avant de noter.
2. Notez chaque critère d’après ses repères : ce qui y est écrit, pas ce que vous savez par ailleurs.
3. Utilisez toute l’échelle. Une note moyenne veut dire que le repère du milieu convient.
4. Notez le travail, pas le style. Un texte simple peut décrire un projet solide.
5. Écrivez une ou deux phrases pour chaque note haute ou basse : le comité les lit.
6. S’il manque quelque chose, dites-le. Ne devinez pas.""",
)
PRACTICE_TITLE: Text = in_four(
    "Practice case: Villa Ejemplo, an invented city",
    "Caso de práctica: Villa Ejemplo, una ciudad inventada",
    "Caso de treino: Vila Exemplo, uma cidade inventada",
    "Cas d’entraînement : Ville-Exemple, une ville inventée",
)
PRACTICE: Text = in_four(
    """*This city does not exist. The case is there to practise on.*

**The problem.** In the two hillside districts of Villa Ejemplo, 38,000 people wait on average 19 minutes for an ambulance; the city’s mean is 11. Addresses are informal, so crews lose their way. A new dispatch system in 2023 did not help: nobody had asked the crews.

**What should be better.** Nobody waits longer than 12 minutes. A map of informal addresses, made with neighbours, and a forecast of demand would place two more stand-by points.

**Data.** Three years of dispatch records with coordinates for 81 % of the calls. Two analysts in the health department; no agreement yet with the fire brigade, whose records are needed.

**Team.** Health, planning and the data office, each with one day a week. The head of emergency services leads and can move vehicles without asking.

**Afterwards.** The map would be published. Other cities with informal addresses could use the method.

**The mayor** signed the application. The term ends in ten months; the council has no budget line for it.""",
    """*Esta ciudad no existe. El caso sirve para practicar.*

**El problema.** En los dos distritos de ladera de Villa Ejemplo, 38.000 personas esperan en promedio 19 minutos una ambulancia; la media de la ciudad es 11. Las direcciones son informales y las cuadrillas se pierden. El sistema de despacho nuevo de 2023 no ayudó: nadie preguntó a las cuadrillas.

**Qué debería mejorar.** Que nadie espere más de 12 minutos. Un mapa de direcciones informales, hecho con el vecindario, y un pronóstico de la demanda ubicarían dos puntos de espera más.

**Datos.** Tres años de registros de despacho con coordenadas del 81 % de las llamadas. Dos analistas en salud; aún no hay acuerdo con bomberos, cuyos registros hacen falta.

**Equipo.** Salud, planeación y la oficina de datos, cada una con un día por semana. Lidera la jefatura de emergencias, que puede mover vehículos sin pedir permiso.

**Después.** El mapa se publicaría. Otras ciudades con direcciones informales podrían usar el método.

**La alcaldía** firmó la postulación. El mandato termina en diez meses; el concejo no tiene una partida para esto.""",
    """*Esta cidade não existe. O caso serve para treinar.*

**O problema.** Nos dois distritos de encosta da Vila Exemplo, 38.000 pessoas esperam em média 19 minutos por uma ambulância; a média da cidade é 11. Os endereços são informais e as equipes se perdem. O novo sistema de despacho de 2023 não ajudou: ninguém perguntou às equipes.

**O que deveria melhorar.** Que ninguém espere mais de 12 minutos. Um mapa de endereços informais, feito com os moradores, e uma previsão da demanda posicionariam mais dois pontos de espera.

**Dados.** Três anos de registros de despacho com coordenadas de 81 % das chamadas. Dois analistas na saúde; ainda não há acordo com os bombeiros, cujos registros são necessários.

**Equipe.** Saúde, planejamento e o escritório de dados, cada um com um dia por semana. A chefia de emergências lidera e pode mover veículos sem pedir autorização.

**Depois.** O mapa seria publicado. Outras cidades com endereços informais poderiam usar o método.

**A prefeitura** assinou a inscrição. O mandato termina em dez meses; a câmara não tem verba prevista.""",
    """*Cette ville n’existe pas. Le cas sert à s’entraîner.*

**Le problème.** Dans les deux quartiers en pente de Ville-Exemple, 38 000 personnes attendent une ambulance 19 minutes en moyenne, contre 11 dans toute la ville. Les adresses sont informelles et les équipes se perdent. Le nouveau système de répartition de 2023 n’a rien changé : personne n’avait consulté les équipes.

**Ce qui doit aller mieux.** Que personne n’attende plus de 12 minutes. Une carte des adresses informelles, faite avec les habitants, et une prévision de la demande permettraient de placer deux points d’attente de plus.

**Données.** Trois ans de registres d’intervention, avec les coordonnées de 81 % des appels. Deux analystes à la santé ; pas encore d’accord avec les pompiers, dont les registres sont nécessaires.

**Équipe.** La santé, l’urbanisme et le bureau des données, un jour par semaine chacun. La direction des urgences pilote et peut déplacer des véhicules sans autorisation.

**Ensuite.** La carte serait publiée. D’autres villes aux adresses informelles pourraient reprendre la méthode.

**Le maire** a signé la candidature. Le mandat finit dans dix mois ; le conseil n’a pas prévu de budget.""",
)


def _told(score: int, why: Text) -> dict[str, Any]:
    return {"score": score, "why": why}


# By the keys of the default rubric.
PRACTICE_SCORES: dict[str, dict[str, Any]] = {
    "problem": _told(
        4,
        in_four(
            "Who, where and how long is clear and measured. Why it stayed hard is said in one sentence, and residents do not speak.",
            "Quién, dónde y cuánto tiempo está claro y medido. Por qué persiste se dice en una frase, y la gente no habla.",
            "Quem, onde e quanto tempo está claro e medido. Por que persiste é dito em uma frase, e a população não fala.",
            "Qui, où et combien de temps : c’est clair et mesuré. La cause tient en une phrase, et la population ne s’exprime pas.",
        ),
    ),
    "vision": _told(
        4,
        in_four(
            "The change and the part of data are clear. How it fits the city’s own plans is not said.",
            "El cambio y el papel de los datos están claros. No se dice cómo encaja con los planes de la ciudad.",
            "A mudança e o papel dos dados estão claros. Não se diz como se encaixa nos planos da cidade.",
            "Le changement et le rôle des données sont clairs. Le lien avec les plans de la ville n’est pas dit.",
        ),
    ),
    "data": _told(
        3,
        in_four(
            "The main data are there, two people use them, and records that are needed are still out of reach.",
            "Los datos principales existen, dos personas los usan y aún faltan registros necesarios.",
            "Os dados principais existem, duas pessoas os usam e ainda faltam registros necessários.",
            "Les données principales existent, deux personnes s’en servent, et il manque encore des registres.",
        ),
    ),
    "impact": _told(
        5,
        in_four(
            "Large, measured, with a baseline and a target, and for the districts that have it hardest.",
            "Grande, medido, con línea de base y meta, y para los distritos que peor lo pasan.",
            "Grande, medido, com linha de base e meta, e para os distritos que mais precisam.",
            "Important, mesuré, avec un point de départ et une cible, et pour les quartiers les plus touchés.",
        ),
    ),
    "delivery": _told(
        4,
        in_four(
            "Three departments with time, and somebody who decides. Nothing comparable was delivered before.",
            "Tres áreas con tiempo y alguien que decide. No hay un logro comparable anterior.",
            "Três áreas com tempo e alguém que decide. Não há entrega comparável anterior.",
            "Trois services avec du temps, et quelqu’un qui décide. Aucune réalisation comparable auparavant.",
        ),
    ),
    "transfer": _told(
        4,
        in_four(
            "Others could use the map’s method, and the city wants to publish it.",
            "Otras podrían usar el método del mapa, y la ciudad quiere publicarlo.",
            "Outras poderiam usar o método do mapa, e a cidade quer publicá-lo.",
            "D’autres pourraient reprendre la méthode, et la ville veut la publier.",
        ),
    ),
    "mandate": _told(
        3,
        in_four(
            "The mayor signed, the term ends soon, and there is neither a plan nor a budget for what follows.",
            "La alcaldía firmó, el mandato termina pronto y no hay plan ni presupuesto para después.",
            "A prefeitura assinou, o mandato termina logo e não há plano nem orçamento para depois.",
            "Le maire a signé, le mandat finit bientôt, et rien n’est prévu ni budgété pour la suite.",
        ),
    ),
}
