//! What an HTTP link decides.

use super::*;

const NOW: Instant = Instant::from_millis(1_000);
const POST: ChannelId = ChannelId(1);
const DOWN: ChannelId = ChannelId(2);

fn posting() -> HttpLink<char, ()> {
    let mut link = HttpLink::new();
    link.carry('a');
    let carried = link.take_waiting().unwrap();
    link.posted(NOW, POST, carried, (), 10_000);
    link
}

fn polling(hold: u64) -> HttpLink<char, ()> {
    let mut link = HttpLink::new();
    link.polled(NOW, DOWN, hold, 5_000);
    link
}

#[test]
fn what_a_post_carried_goes_again_before_what_came_later() {
    let mut link = posting();
    assert_eq!(link.take_waiting(), None);
    link.carry('b');
    assert_eq!(link.failed(POST, true), Repeat::Post);
    assert_eq!(link.take_waiting(), Some(vec!['a', 'b']));
}

#[test]
fn a_post_is_repeated_once() {
    let mut link = posting();
    assert_eq!(link.failed(POST, true), Repeat::Post);
    link.posted(NOW, POST, vec!['a'], (), 10_000);
    assert_eq!(link.failed(POST, true), Repeat::No);
}

#[test]
fn an_answer_lets_the_next_post_be_repeated() {
    let mut link = posting();
    link.failed(POST, true);
    let carried = link.take_waiting().unwrap();
    link.posted(NOW, POST, carried, (), 10_000);
    link.post_answered();
    assert_eq!(link.take_waiting(), Some(Vec::new()));
    link.posted(NOW, POST, vec!['b'], (), 10_000);
    assert_eq!(link.failed(POST, true), Repeat::Post);
}

#[test]
fn nothing_is_repeated_where_that_could_do_harm() {
    assert_eq!(posting().failed(POST, false), Repeat::No);
    let mut link = posting();
    link.stream_opened(DOWN);
    assert_eq!(link.failed(DOWN, true), Repeat::No);
}

#[test]
fn a_post_that_replaces_another_names_it() {
    let mut link = posting();
    let next = ChannelId(3);
    assert_eq!(link.posted(NOW, next, Vec::new(), (), 10_000), Some(POST));
    assert_eq!(link.channels(), [Some(next), None]);
    assert!(link.answer(POST).is_none() && link.answer(next).is_some());
    assert!(link.posts_beside(DOWN) && !link.posts_beside(next));
}

#[test]
fn its_deadline_is_the_earlier_one() {
    let mut link = posting();
    assert_eq!(link.deadline(), Some(NOW.after(10_000)));
    link.polled(NOW, DOWN, 2_000, 5_000);
    assert_eq!(link.deadline(), Some(NOW.after(7_000)));
}

#[test]
fn a_poll_that_is_cut_is_followed_by_another() {
    let mut link = polling(10_000);
    let mut limit = HoldLimit::new(None);
    let cut = NOW.after(4_000);
    link.poll_cut(cut, &mut limit);
    assert_eq!(limit.of(10_000), 3_000);
    assert_eq!(link.failed(DOWN, true), Repeat::Poll);
    assert_eq!(link.failed(DOWN, true), Repeat::No);
}

#[test]
fn held_polls_follow_each_other_at_once() {
    let mut link = polling(10_000);
    let answered = link.poll_answered(NOW.after(9_000), 10_000, 700);
    let had_frames = false;
    assert_eq!(answered, Some(AfterPoll::Poll { had_frames }));
    assert_eq!(link.poll_answered(NOW, 10_000, 700), None);
}

#[test]
fn polls_that_are_not_held_and_bring_nothing_pause() {
    let mut link = polling(0);
    let answered = link.poll_answered(NOW, 0, 700);
    assert_eq!(answered, Some(AfterPoll::Pause));
    assert_eq!(link.pause(), Some(NOW.after(700)));
    let mut link = polling(0);
    link.frame_received(DOWN);
    let had_frames = true;
    let answered = link.poll_answered(NOW, 0, 700);
    assert_eq!(answered, Some(AfterPoll::Poll { had_frames }));
}

#[test]
fn early_answers_without_frames_end_the_link() {
    let mut link = polling(10_000);
    let had_frames = false;
    for _ in 0..2 {
        let answered = link.poll_answered(NOW, 10_000, 700);
        assert_eq!(answered, Some(AfterPoll::Poll { had_frames }));
        link.polled(NOW, DOWN, 10_000, 5_000);
    }
    let answered = link.poll_answered(NOW, 10_000, 700);
    assert_eq!(answered, Some(AfterPoll::GiveUp));
}

#[test]
fn a_post_stalls_only_beside_a_poll_that_is_held() {
    let mut link = posting();
    assert_eq!(link.stalls_at(), None);
    link.polled(NOW, DOWN, 0, 5_000);
    assert_eq!(link.stalls_at(), None);
    link.polled(NOW, DOWN, 1, 5_000);
    assert_eq!(link.stalls_at(), Some(NOW.after(2_000)));
    assert_eq!(link.poll(), Some(DOWN));
}
