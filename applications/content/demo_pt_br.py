"""Demonstration answers in Portuguese. What they say about a city is invented."""

from typing import Any

ARCHETYPES: list[dict[str, Any]] = [
    {
        "key": "clinic_waits",
        "themes": ("health",),
        "service": ("Coordenadora de regulação", "Coordenador de regulação", "Secretaria de Saúde"),
        "numbers": {
            "queue": (14_000, 186_000, 1_000),
            "days": (74, 212, 2),
            "noshow": (21, 38, 1),
            "clinics": (24, 190, 2),
        },
        "since": (2012, 2019),
        "kinds": ("records", "requests", "residents"),
        "short": "Quem precisa de um especialista espera meses, enquanto uma em cada quatro consultas marcadas fica vazia.",
        "problem": (
            "Uma costureira sente dor no ombro e o médico do posto pede um ortopedista. Ela entra na fila e não sabe em que lugar está. Depois de {days} dias chega uma mensagem num número de celular que ela já trocou. Perde a consulta, volta ao posto, pega outra guia e começa de novo. Nesse dia, a cadeira do ortopedista ficou vazia.",
            "No posto, a enfermeira liga para avisar das consultas da semana. De cada dez números, quatro não atendem. Ela anota num caderno. No hospital, a mesma vaga aparece como “paciente faltou”. Na fila, a pessoa aparece como “atendida”, porque o sistema fecha o pedido quando marca. Ninguém mentiu, e três sistemas contam três histórias.",
        ),
        "affected": "São cerca de {queue} pedidos à espera de uma consulta com especialista. As regiões com mais espera: {area} e {area2}. Pesa mais para quem recebe por dia trabalhado, para idosos sem celular e para quem mora longe do hospital.",
        "evidence": "A espera mediana é de {days} dias, e de cada 100 consultas marcadas {noshow} ficam vazias. Ligamos para 300 pessoas da fila: uma em cada cinco já tinha resolvido de outro jeito, e uma em cada seis tinha piorado. Os dados não mostram quem nem chegou a entrar na fila.",
        "why_hard": "A fila é municipal, os especialistas são do estado e de hospitais contratados, e cada um marca do seu jeito. O contrato paga por consulta oferecida, e não por consulta feita. Disso temos certeza. Suspeitamos que parte dos pedidos poderia ser resolvida no próprio posto, com apoio à distância.",
        "tried_what": "Em 2021 fizemos um mutirão: a fila caiu um terço e voltou ao mesmo lugar em oito meses. Em 2023, dois postos confirmaram por mensagem com três dias de antecedência e deram a vaga a outra pessoa. As faltas caíram pela metade. Parou porque dependia do celular de uma funcionária. Aprendemos que encher a vaga vale mais que criar vaga.",
        "constraints": "O sistema de regulação é do estado, e mudanças levam meses. A lei de proteção de dados exige base legal para cada mensagem. Os agentes comunitários já têm muitas tarefas. O orçamento da saúde fecha em setembro.",
        "metric": {
            "name": "Consultas com especialista que ficam vazias, de cada 100 marcadas",
            "unit": "de cada 100",
            "number": "noshow",
            "ratio": 0.5,
            "source": "Agenda dos hospitais comparada com a regulação, toda semana",
        },
        "left_out": "Quem não tem celular ou muda de número. Vamos olhar as faltas por posto, idade e tipo de contato, e não só a média. Se a mensagem resolver só para quem já aparece, o agente comunitário terá uma lista curta de quem visitar.",
        "data_sources": "Pedidos na regulação desde 2017, completos, com telefone antigo em um terço dos casos. Agendas dos hospitais, cada uma num formato. Cadernos dos {clinics} postos. A secretaria cuida da primeira; as outras chegam por planilha. Falta um campo simples: a pessoa foi atendida ou não.",
        "ai_use": "Um modelo pode estimar quais vagas têm mais risco de ficar vazias e sugerir quem chamar no lugar, por distância e tempo de espera. A enfermeira confirma. Outro pode ler o pedido e avisar quando falta um exame, para a consulta não ser perdida. Ninguém sai da fila por decisão de máquina.",
        "risks": "Marcar duas pessoas para a mesma vaga pode prejudicar quem vem de longe, por isso não faremos isso. O risco de falta não pode virar castigo: ele serve para avisar mais, e não para marcar menos. Dados de saúde ficam na secretaria, com registro de acesso.",
    },
    {
        "key": "floods",
        "themes": ("climate", "emergency"),
        "service": ("Diretora da Defesa Civil", "Diretor da Defesa Civil", "Defesa Civil"),
        "numbers": {
            "homes": (2_400, 31_000, 100),
            "minutes": (18, 75, 1),
            "points": (26, 140, 2),
            "alerts": (19, 64, 1),
        },
        "since": (2008, 2016),
        "kinds": ("records", "field", "residents"),
        "short": "Os alertas de chuva chegam para a cidade toda e para ninguém, e as famílias da beira do rio descobrem a cheia quando a água entra.",
        "problem": (
            "Chove forte às quatro da tarde. O celular toca com um aviso para o município inteiro, como tocou outras {alerts} vezes no ano. Na beira do córrego, uma avó não sai, porque nas outras vezes não houve nada. Às cinco e meia a água está no degrau. O abrigo fica numa escola fechada, e quem tem a chave está do outro lado da avenida alagada.",
            "Os moradores sabem quando vai alagar: olham a cor da água na ponte. A prefeitura tem radar e sensores, e não sabe da ponte. Na última cheia, eles saíram {minutes} minutos antes do alerta oficial. Os comerciantes, que esperaram o alerta, perderam o estoque. Duas redes de aviso, que não conversam, na mesma rua.",
        ),
        "affected": "Cerca de {homes} casas ficam em {points} pontos que alagam ao menos uma vez por ano. As áreas mais expostas: {area} e {area2}. Sofrem mais as famílias com bebês, pessoas com deficiência e quem trabalha à noite e deixa os filhos com alguém.",
        "evidence": "No último verão houve {alerts} alertas gerais e seis cheias de verdade. Entre o alerta e a água na porta passaram {minutes} minutos, em média. Em duas dessas cheias não houve alerta nenhum. Entrevistamos 140 famílias: metade tinha desligado o aviso. Os registros da Defesa Civil contam chamadas, e não casas.",
        "why_hard": "A chuva muda em poucos quilômetros, e os sensores são oito. Drenagem, trânsito, escolas e Defesa Civil têm planos separados. Avisar a menos pode custar vidas, então se avisa sempre. Isso é certo. Desconfiamos que o lixo nas grelhas explica metade dos pontos, mas nunca medimos.",
        "tried_what": "Em 2019 instalamos sirenes em quatro bairros. Em dois viraram referência; em dois foram roubadas as baterias. Em 2022, um grupo de mensagens com líderes de rua funcionou muito bem num bairro, porque uma professora respondia na hora. Aprendemos que a confiança está na pessoa que avisa, e não no aparelho.",
        "constraints": "O radar é do estado, e os dados chegam com atraso de dez minutos. Obras de drenagem demoram anos e dependem de verba federal. O período de chuvas vai de novembro a março, então só há uma chance por ano de testar de verdade.",
        "metric": {
            "name": "Minutos entre o aviso e a água na rua, nos pontos que alagam",
            "unit": "minutos",
            "number": "minutes",
            "ratio": 2.2,
            "source": "Horário das mensagens, sensores e relato dos líderes de rua, a cada chuva",
        },
        "left_out": "Quem não tem celular, quem não lê e quem dorme. Vamos contar, rua por rua, quantas casas confirmaram que receberam o aviso por qualquer meio. Um bom número na média pode esconder as casas do fundo, onde a água chega antes.",
        "data_sources": "Chamadas à Defesa Civil desde 2010. Oito pluviômetros e três sensores de nível, desde 2018, com falhas no pico da chuva. Mapa de grelhas, incompleto. Fotos de moradores. A Defesa Civil cuida de quase tudo; o mapa é de Obras. Falta saber a que altura a água chegou em cada rua.",
        "ai_use": "Com chuva, nível e histórico, um modelo pode dizer quais dos {points} pontos vão alagar na próxima hora, para avisar só quem precisa. As fotos dos moradores, lidas por máquina e conferidas por gente, mostrariam a altura da água. Quem manda o aviso é o plantão, com nome e hora.",
        "risks": "Um aviso que falha pode matar. Por isso o modelo roda um verão em silêncio, ao lado do sistema atual, e só depois manda mensagens. Mapas de risco podem derrubar o preço das casas ou justificar despejos: vamos combinar antes com os moradores o que se publica.",
    },
    {
        "key": "youth_jobs",
        "themes": ("workforce",),
        "service": ("Gerente de qualificação", "Gerente de qualificação", "Trabalho e Renda"),
        "numbers": {"youth": (5_200, 88_000, 200), "share": (19, 33, 1), "hired": (12, 28, 1), "courses": (34, 160, 2)},
        "since": (2013, 2020),
        "kinds": ("records", "survey", "residents"),
        "short": "Jovens terminam cursos gratuitos e continuam sem trabalho, e empresas da mesma cidade não acham quem contratar.",
        "problem": (
            "Um rapaz de 19 anos fez três cursos da prefeitura: barbearia, informática e logística. Tem três certificados na parede e faz entregas. A empresa de logística do distrito industrial procura gente há dois meses, mas exige um exame que o curso não oferece e fica a dois ônibus de casa. Ninguém contou isso a ele, nem à professora.",
            "A inscrição para os cursos abre à meia-noite e acaba em vinte minutos. Quem consegue já tem computador. Metade das vagas vai para quem mora no centro. No fim, {hired} de cada 100 formados têm carteira assinada seis meses depois. A outra parte some dos nossos registros, e não sabemos se desistiu, se cuida de alguém ou se trabalha sem contrato.",
        ),
        "affected": "São cerca de {youth} jovens de 16 a 24 anos que não estudam nem trabalham. Os bairros com mais casos: {area} e {area2}. Entre as moças com filhos pequenos, a proporção dobra.",
        "evidence": "Pelo último censo, {share} de cada 100 jovens estão fora da escola e do trabalho. Nos {courses} cursos do ano passado, {hired} de cada 100 formados conseguiram emprego formal em seis meses. Perguntamos a 60 empresas: o que falta é pontualidade, um exame e passagem, nessa ordem. Não sabemos nada do trabalho informal.",
        "why_hard": "Os cursos são escolhidos pelo que os professores sabem dar. O contrato paga por aluno formado, e não por emprego. Transporte, creche e trabalho são três secretarias. Sabemos que distância e creche pesam. Suspeitamos que os bairros têm fama, e que o endereço no currículo fecha portas.",
        "tried_what": "Em 2022 uma feira de empregos reuniu 4 mil jovens e 31 contratações. Em 2024, com duas empresas, desenhamos um curso de seis semanas com passagem paga e visita à fábrica: 22 dos 30 ficaram. Custou o dobro por aluno e a metade por emprego. Não se repetiu por falta de contrato que permita pagar assim.",
        "constraints": "A lei de compras dificulta pagar por resultado, e o jurídico precisa ser convencido. A base de empregos formais é federal e chega com três meses de atraso. As creches têm fila própria. Ano que vem há eleição no conselho dos jovens.",
        "metric": {
            "name": "Jovens com emprego formal seis meses depois do curso, de cada 100",
            "unit": "de cada 100",
            "number": "hired",
            "ratio": 2.0,
            "source": "Lista de formados comparada com a base federal de empregos, a cada trimestre",
        },
        "left_out": "Mães jovens e quem cuida de alguém: um curso rápido de dia inteiro as deixa de fora. Vamos olhar o número por sexo, bairro e filhos, e reservar vagas à noite com espaço para crianças. Também quem prefere trabalhar por conta própria, que a carteira assinada não conta.",
        "data_sources": "Inscrições e presenças desde 2018, boas. Certificados, em papel até 2021. Emprego formal, por convênio, com três meses de atraso. Vagas publicadas por empresas, sem padrão. A secretaria cuida das duas primeiras. Falta saber por que alguém para de vir.",
        "ai_use": "Ler milhares de anúncios de vagas e mostrar que habilidades se repetem, por bairro, para escolher os próximos cursos. Perceber, pelas faltas da segunda semana, quem está prestes a desistir, e avisar a tutora, que liga. Não queremos um robô que escolha quem merece a vaga.",
        "risks": "Um modelo treinado com contratações passadas aprenderia o preconceito das empresas. Por isso ele olha vagas e cursos, e não pessoas. A lista de quem pode desistir fica com a tutora e é apagada no fim do curso. Jovens participam do grupo que revisa tudo.",
    },
]

AREAS = (
    "zona leste",
    "bairros da encosta",
    "periferia norte",
    "região ribeirinha",
    "bairros ao longo da ferrovia",
    "centro antigo",
)

DECISIONS = (
    "Os registros de iluminação mostraram que a maioria dos chamados vinha de dois bairros com a mesma fiação antiga. O secretário de Obras trocou a fiação ali em 2025, em vez de trocar lâmpadas na cidade toda. Os chamados caíram para um terço.",
    "Comparamos a merenda servida com a jogada fora em 40 escolas. Em nove, sobrava às sextas. A equipe de nutrição mudou o cardápio dessas nove e deixou as outras iguais. A sobra caiu só onde mudou, e o dinheiro foi para frutas.",
    "Um mapa de quedas de idosos atendidos pelo SAMU coincidiu com calçadas sem rampa. O gabinete mudou a ordem das obras de calçada. Ainda é cedo para medir, mas foi a primeira vez que um dado de saúde decidiu uma obra.",
    "Íamos fechar uma biblioteca com pouca visita. Os dados por hora mostraram fila de estudantes à noite, justo quando fechava. Ela passou a abrir das 14 às 21 horas, e as visitas triplicaram. Quase erramos.",
)

TRANSITION = (
    "O projeto fica numa coordenação de carreira, com duas servidoras concursadas. A meta entraria no plano plurianual e na lei orçamentária, votados antes da eleição. Faríamos uma apresentação igual para todas as candidaturas, com o conselho municipal presente.",
    "O mandato termina antes do fim do trabalho. Por isso o convênio de dados teria três anos, a medida seria fixada em decreto com prestação de contas semestral, e o contrato do piloto já preveria a ampliação. A secretária-executiva, que é de carreira, assinaria o plano de transição.",
    "Pode haver reeleição, e pode não haver. Nos dois casos a equipe técnica é da empresa municipal, que não troca com a gestão. O piloto terminaria oito meses antes da posse, com resultados publicados, para que a decisão de continuar seja tomada com números.",
)

AUTHORITY = (
    "A equipe pode mudar agenda, mensagens, fluxos e escalas, e contratar até o limite de dispensa. Para mudar contrato, pede à Secretaria da Fazenda. Para mudar lei, ao gabinete, que leva à Câmara. Dados do estado dependem de convênio, já em minuta.",
    "Quem chefia o serviço está na equipe e assina portarias. Um piloto em dois bairros não precisa de mais ninguém. Mover servidores entre secretarias depende da chefia de gabinete, que participa das reuniões a cada quinze dias.",
    "Decide procedimentos, textos, ordem das visitas e uso das ferramentas já contratadas. Precisa pedir orçamento novo até agosto. O que envolve dados pessoais passa pela encarregada de proteção de dados, que também é da equipe.",
)

LEADERSHIP = (
    "Em 2024 um decreto criou o escritório de dados, com cinco cargos, ligado ao gabinete. A cada duas semanas, três secretarias apresentam um número e uma decisão. As atas são públicas. O próximo passo é um fundo pequeno para testes, previsto na lei orçamentária.",
    "A gestão publicou metas com prazo e um painel que qualquer pessoa pode abrir. Duas metas estão no vermelho, e continuam no painel. Em março saiu a norma de uso de IA, com lista de sistemas e uma pessoa que responde por cada um.",
    "O gabinete escolheu este problema numa reunião com todos os secretários, em agosto, e pediu uma primeira resposta até maio. Liberou uma gerente, em tempo integral, para coordenar. Foi a primeira vez que liberaram alguém sem prazo curto.",
    "O compromisso é recente. Temos um laboratório de inovação com três pessoas, um portal de dados que herdamos e uma reunião mensal. O que foi prometido em público é uma carreira de analista de dados, com concurso no próximo ano.",
)

EVIDENCE = {
    "data_management": (
        "Lista de bases só na Fazenda",
        "Inventário municipal, 180 bases com responsável",
        "Norma de dados de 2024, com auditoria anual",
    ),
    "budget": (
        "Esportes mostrou resultados no pedido",
        "Orçamento por programas, com resultado esperado",
        "Relatório público do que mudou e por quê",
    ),
    "leadership": (
        "Analista na Fazenda, com outras funções",
        "Escritório de dados com cinco cargos",
        "Reunião quinzenal e 300 servidores formados",
    ),
    "open_data": (
        "Compras e obras na internet, por trimestre",
        "Portal de dados abertos com calendário",
        "Conselho de usuários que escolhe as próximas bases",
    ),
    "performance": (
        "Saúde e Trânsito acompanham seus números",
        "Painel de metas, com ata de cada reunião",
        "Metas públicas; escala mudada depois da análise",
    ),
    "contracting": (
        "Contrato de creches cita um resultado",
        "Cinco contratos grandes revistos por trimestre",
        "Contrato não renovado por resultado em 2025",
    ),
    "evaluation": (
        "Antes e depois do programa de férias",
        "Mensagem testada com grupo de comparação",
        "Plano de avaliação publicado antes do piloto",
    ),
    "engagement": (
        "Pesquisa anual, 1.500 respostas",
        "Grupo de moradores que escreveu o problema",
        "Relatório anual do que foi pedido e feito",
    ),
}

# Each post as a woman and as a man would have it on the door, and its department.
POSTS = {
    "sponsor": ("Chefe de gabinete", "Chefe de gabinete", "Gabinete"),
    "lead": ("Diretora de inovação", "Diretor de inovação", "Planejamento"),
    "data": ("Coordenadora de dados", "Coordenador de dados", "Planejamento"),
    "technical": ("Cientista de dados", "Cientista de dados", "Empresa municipal de tecnologia"),
    "engagement": ("Articuladora comunitária", "Articulador comunitário", "Participação"),
    "legal": ("Encarregada de proteção de dados", "Encarregado de proteção de dados", "Procuradoria"),
    "coordinator": ("Coordenadora do projeto", "Coordenador do projeto", "Planejamento"),
}

# Women and men by turns, as the titles of posts need it.
PEOPLE = (
    "Renata Figueirola",
    "Caio Bernardesco",
    "Luciana Tavarone",
    "Thiago Moraschi",
    "Adriana Peçanhuk",
    "Wellington Sarmanho",
    "Beatriz Quirinal",
    "Edson Valdanha",
    "Fernanda Coutovski",
    "Márcio Ribasul",
    "Josiane Alencastre",
    "Rogério Pintassul",
    "Camila Nogarolli",
    "Otávio Brandel",
    "Simone Karapotó",
    "Vinícius Lourençal",
    "Patrícia Domingal",
    "Antônio Reboução",
    "Elaine Schwambach",
    "Gustavo Meirelim",
    "Tatiane Furquino",
    "Leandro Casagrandi",
    "Marlene Ubirajal",
    "Diego Sant’Orro",
)
