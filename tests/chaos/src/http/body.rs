//! Finding the end of a body.

/// A body that is being passed on: what is still to come of it.
#[derive(Debug)]
pub(crate) enum Body {
    /// This many bytes.
    Length(u64),
    /// Chunks, then trailers.
    Chunked(Chunk),
    /// Everything until the connection closes.
    UntilClose,
}

/// Where in a chunked body the next byte is.
#[derive(Debug)]
pub(crate) enum Chunk {
    /// In the line with the size, of which this much has been read.
    Size(Vec<u8>),
    /// In the data, with this many bytes still to come, the line end behind them included.
    Data(u64),
    /// In the trailers, in a line of which this many bytes have been read.
    Trailer(usize),
    /// Behind the end.
    End,
}

/// The chunk framing is broken.
#[derive(Debug)]
pub(crate) struct BadChunk;

/// The longest accepted size line, extensions included.
const MAX_SIZE_LINE: usize = 1024;

impl Body {
    /// A body of this many bytes.
    pub(crate) fn of_length(length: u64) -> Self {
        Self::Length(length)
    }

    /// A body in chunks.
    pub(crate) fn chunked() -> Self {
        Self::Chunked(Chunk::Size(Vec::new()))
    }

    /// A body that only the end of the connection ends.
    pub(crate) fn until_close() -> Self {
        Self::UntilClose
    }

    /// Whether nothing more of it is to come.
    pub(crate) fn is_finished(&self) -> bool {
        matches!(self, Self::Length(0) | Self::Chunked(Chunk::End))
    }

    /// Whether only the end of the connection ends it.
    pub(crate) fn lasts_until_close(&self) -> bool {
        matches!(self, Self::UntilClose)
    }

    /// Advances over the part of `bytes` that belongs to the body; returns its length.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Result<usize, BadChunk> {
        match self {
            Self::Length(left) => Ok(step(left, bytes.len())),
            Self::UntilClose => Ok(bytes.len()),
            Self::Chunked(chunk) => chunk.advance(bytes),
        }
    }
}

impl Chunk {
    fn advance(&mut self, bytes: &[u8]) -> Result<usize, BadChunk> {
        let mut rest = bytes;
        while let Some((&byte, behind)) = rest.split_first() {
            match self {
                Self::End => break,
                Self::Data(left) => {
                    let (_, behind) = rest.split_at(step(left, rest.len()));
                    rest = behind;
                    if *left == 0 {
                        *self = Self::Size(Vec::new());
                    }
                    continue;
                }
                Self::Size(line) => {
                    line.push(byte);
                    if byte == b'\n' {
                        *self = Self::after_size(line)?;
                    } else if line.len() > MAX_SIZE_LINE {
                        return Err(BadChunk);
                    }
                }
                Self::Trailer(read) => match byte {
                    b'\n' if *read == 0 => *self = Self::End,
                    b'\n' => *read = 0,
                    b'\r' => {}
                    _ => *read += 1,
                },
            }
            rest = behind;
        }
        Ok(bytes.len() - rest.len())
    }

    fn after_size(line: &[u8]) -> Result<Self, BadChunk> {
        match httparse::parse_chunk_size(line) {
            Ok(httparse::Status::Complete((_, 0))) => Ok(Self::Trailer(0)),
            Ok(httparse::Status::Complete((_, size))) => {
                size.checked_add(2).map(Self::Data).ok_or(BadChunk)
            }
            _ => Err(BadChunk),
        }
    }
}

/// Takes at most `available` from what is left; returns how much that was.
fn step(left: &mut u64, available: usize) -> usize {
    let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(available);
    *left -= taken as u64;
    taken
}

#[cfg(test)]
mod tests {
    use super::Body;

    #[test]
    fn a_length_ends_where_it_says() {
        let mut body = Body::of_length(5);
        assert_eq!(body.advance(b"abc").unwrap(), 3);
        assert!(!body.is_finished());
        assert_eq!(body.advance(b"defg").unwrap(), 2);
        assert!(body.is_finished());
    }

    #[test]
    fn chunks_end_at_the_same_byte_however_they_are_cut() {
        let bytes = b"3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nA: b\r\n\r\nHTTP/1.1";
        let end = bytes.len() - "HTTP/1.1".len();
        for size in 1..=bytes.len() {
            let mut body = Body::chunked();
            let mut taken = 0;
            for piece in bytes.chunks(size) {
                taken += body.advance(piece).unwrap();
            }
            assert_eq!(taken, end, "in pieces of {size}");
            assert!(body.is_finished());
        }
    }

    #[test]
    fn broken_chunks_are_noticed() {
        assert!(Body::chunked().advance(b"nonsense\r\n").is_err());
        assert!(Body::chunked().advance(&[b'1'; 2000]).is_err());
        assert!(Body::chunked().advance(b"ffffffffffffffff\r\n").is_err());
    }

    #[test]
    fn an_unbounded_body_takes_all_and_never_finishes() {
        let mut body = Body::until_close();
        assert_eq!(body.advance(b"abc").unwrap(), 3);
        assert!(!body.is_finished());
    }
}
