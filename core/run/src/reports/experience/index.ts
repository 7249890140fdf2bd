export {
  type AdvocatesReport,
  type AdvocateToAsk,
  advocatesReport,
} from './advocates-report.ts'
export { type SelectedDays, type SurveySelection, selectedDays } from './answer-slice.ts'
export {
  type AnswerSetAside,
  type ExperienceGroup,
  type ExperienceReport,
  type ExperienceReportRequest,
  experienceReport,
  hasSurveys,
  SURVEY_GROUPINGS,
  type SurveyGrouping,
} from './experience-report.ts'
export { type AnswerSlice, type StoredAnswer, storedAnswers } from './stored-answers.ts'
