//! The words by which labels are told from other text. All of them are written as [`label_key`] writes
//! them, without dots, hyphens and the number at the end.
//!
//! [`label_key`]: super::label::label_key

/// The researcher's usual labels, without spaces, dots and numbers.
pub(super) const INTERVIEWER: &str = "\
    i q int intv interv interviewer interviewers interviewerin interviewende mod moderator \
    moderatorin moderation facilitator researcher investigator forscher forscherin intervieweur \
    intervieweuse enquêteur enquêtrice entrevistador entrevistadora intervistatore \
    intervistatrice onderzoeker interviewster intervjuare intervjuer badacz badaczka leadresearcher \
    leadinterviewer principalinvestigator principalresearcher chiefinvestigator \
    researchinterviewer researchassistant";

/// Words that usually stand for those who are interviewed, and the letters that number them.
pub(super) const RESPONDENT: &str = "\
    a b p r s id ip interviewee participant respondent informant speaker person client patient \
    befr befragter befragte befragteperson interviewte interviewter interviewpartner \
    interviewpartnerin proband probandin teilnehmer teilnehmerin sprecher sprecherin interviewé \
    interviewée enquêté enquêtée répondant répondante participante entrevistado entrevistada \
    intervistato intervistata geïnterviewde unknownspeaker";

/// Words that stand before a colon in speech, in notes and in file headers, but name nobody.
pub(super) const NOBODY: &str = "\
    so note notes nb well yes yeah yep no nope okay ok right sure and but or because then now \
    plus like also again first second third firstly secondly thirdly finally example examples \
    forexample eg ie ps re cf vs http https mailto www source sources summary comment comments \
    remark remarks warning important table figure page chapter part section appendix mhm hm hmm \
    um uh oh ah erm thanks thankyou hello hi reason reasons result results update edit todo aber \
    und oder ja nein nee genau anmerkung hinweis notiz beispiel zumbeispiel zb dh erstens \
    zweitens drittens donc alors mais oui non voilà remarque exemple parexemple entonces pero sí \
    nota ejemplo porejemplo dus maar opmerking bijvoorbeeld nextquestion lastquestion \
    finalquestion firstquestion secondquestion thirdquestion quickquestion openingquestion \
    closingquestion mainquestion followupquestion followup erstefrage zweitefrage nächstefrage \
    letztefrage premièrequestion prochainequestion dernièrequestion primerapregunta siguientepregunta \
    últimapregunta eerstevraag volgendevraag laatstevraag nextstep nextsteps bottomline \
    longstoryshort mainpoint mainthing bestpart worstpart";

/// Keys of the lines that stand above a transcript: `Date: …`.
pub(super) const HEADER_KEYS: &str = "\
    date dateofinterview interviewdate time timeofinterview starttime endtime place location \
    venue site setting duration length recording recordingtime recordingdate recordinglength \
    recordingid audio audiofile file filename title subject topic project study interview \
    interviewid interviewno interviewnumber interviewnr transcript transcription \
    transcriptiontype transcriptiondate transcriber transcribedby transcribedon language \
    keywords summarykeywords speakers participants attendees legend symbolsandabbreviations \
    dateofbirth gender age maritalstatus occupation geographicregion version status datum \
    interviewdatum ort dauer uhrzeit aufnahme aufnahmedatum aufnahmedauer datei titel thema \
    projekt studie sprache transkription transkribiertvon transkribent transkribentin geschlecht \
    alter beruf lieu durée titre langue fecha lugar duración título plaats duur \
    informationaboutinterviewee";

/// What stands in square brackets in transcripts without being a speaker.
pub(super) const EVENTS: &str = "\
    laugh laughs laughter laughing pause pauses longpause shortpause silence sigh sighs cough \
    coughs crying cries music applause crosstalk overlapping overlap inaudible unintelligible \
    unclear indistinct inint redacted anonymised anonymized removed name place interruption \
    interrupted break end start endofrecording endofinterview recordingstarts recordingends \
    noise phonerings nods smiles sic lacht lachen unverständlich schweigen rires silencio risas \
    youngperson child mother father organisation organization city town school hospital company";

/// Words that end what is told in square brackets: `[Baby cries]`. Hardly one of them is a
/// family name.
pub(super) const EVENT_ENDS: &str = "\
    laugh laughs laughing laughter giggles giggling chuckles chuckling cries crying sobs sobbing \
    weeping sighs sighing coughs coughing sneezes sneezing sniffs nods nodding smiles smiling \
    whispers whispering rings ringing beeping buzzing knocking barking noise noises pause pauses \
    silence music applause crosstalk inaudible unintelligible lacht lachen weint seufzt hustet \
    nickt klingelt rit pleure ríe ríen llora suena huilt";

/// Words that stand for those who are interviewed by what they are, as far as they are two: a word
/// alone (`Teacher:`) may be a line of a list.
pub(super) const ROLES: &str = "\
    socialworker seniorsocialworker youngperson youngadult supportworker keyworker youthworker \
    familysupportworker caseworker casemanager fostercarer fosterparent policeofficer \
    probationofficer localauthorityworker childtraffickingguardian personaladvisor teammanager \
    travailleursocial travailleusesociale assistantsocial assistantesociale trabajadorsocial \
    trabajadorasocial assistentesociale maatschappelijkwerker jongvolwassene";

/// Words that no label of several words begins or ends with; sentences do.
pub(super) const SENTENCE_EDGES: &str = "\
    a an the i you he she it we they me him us them my your his her its our their this that these \
    those there here and but or so if when while because then than as at by for from in into of on \
    to with without about after before what who whom where why how which not no yes all some any \
    one another just only well also even like okay ok der die das den dem des ein eine einen einem \
    ich du er sie es wir ihr mein meine sein seine unser dies diese dieser dieses und aber oder \
    denn weil wenn dann dass ob zu mit ohne von für auf bei nach vor was wer wo warum wie nicht ja \
    nein le la les un une je tu il elle on nous vous ils elles mon ma mes son sa ses notre votre ce \
    cet cette ces et mais ou donc alors parce si quand que qui où comment pourquoi pas avec sans \
    dans sur de du des el los las una yo tú él ella nosotros ellos ellas mi su y pero o porque \
    cuando como qué quién dónde con sin en het een ik jij hij zij wij en maar of want als dat met";

/// Words that make a sentence of those around them.
pub(super) const VERBS: &str = "\
    am is are was were be been being do does did has have had can could would will shall should may \
    might must said says say asked asks told tells thought think thinks know knew went go goes got \
    came come made make ist sind war waren bin hat habe haben hatte kann muss soll sagte sagt meinte \
    fragte est sont était étaient ont avait dit disait era fue estaba dijo dice";
